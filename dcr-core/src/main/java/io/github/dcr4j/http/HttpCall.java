package io.github.dcr4j.http;

import io.github.dcr4j.Secret;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request, sent once.
 *
 * @param method the HTTP method
 * @param url where to
 * @param bearer a token that proved {@linkplain #sendable sendable}, for the {@code Authorization} header
 * @param body a JSON body; an object of its own, so that nothing that can be sent twice is at hand
 * @param answerCap how many bytes of a 2xx answer are read, counted before and after decoding
 * @param timeout the time for all of it: connecting, TLS, sending, and the answer to its last byte
 */
public record HttpCall(
        String method,
        EndpointUrl url,
        @Nullable Secret bearer,
        @Nullable OneShotJson body,
        int answerCap,
        Duration timeout) {
    private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** Returns the same call with less time. */
    HttpCall within(Duration time) {
        return new HttpCall(method, url, bearer, body, answerCap, time);
    }

    /**
     * Returns whether {@code token} can be sent as a bearer token (RFC 6750, section 2.1). Asked before the HTTP client
     * sees it: that one's complaint quotes the value.
     */
    public static boolean sendable(Secret token) {
        return B64TOKEN.matcher(token.reveal()).matches();
    }
}
