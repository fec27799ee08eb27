package io.github.dcr4j.http;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request, sent once.
 *
 * @param method the HTTP method
 * @param url where to
 * @param authorization headers that have no {@linkplain CallAuthorization#problem problem}
 * @param body a body; an object of its own, so that nothing that can be sent twice is at hand
 * @param answerCap how many bytes of a 2xx answer are read, counted before and after decoding
 * @param timeout the time for all of it: connecting, TLS, sending, and the answer to its last byte
 * @param headers further headers, which win over those that are sent anyway; checked by the caller
 */
public record HttpCall(
        String method,
        EndpointUrl url,
        @Nullable CallAuthorization authorization,
        @Nullable OneShotBody body,
        int answerCap,
        Duration timeout,
        Map<String, String> headers) {
    /** Creates a call without further headers. */
    public HttpCall(
            String method,
            EndpointUrl url,
            @Nullable CallAuthorization authorization,
            @Nullable OneShotBody body,
            int answerCap,
            Duration timeout) {
        this(method, url, authorization, body, answerCap, timeout, Map.of());
    }

    /** Returns the same call with further headers. */
    public HttpCall withHeaders(Map<String, String> more) {
        return new HttpCall(method, url, authorization, body, answerCap, timeout, more);
    }

    /** Returns the same call, of which the server has processed nothing, with less time. */
    HttpCall unsent(Duration time) {
        return new HttpCall(method, url, authorization, body == null ? null : body.unsent(), answerCap, time, headers);
    }

    /** Prints what is sent where, and nothing secret. */
    @Override
    public String toString() {
        return "HttpCall[" + method + " " + url + "]";
    }
}
