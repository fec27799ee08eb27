package io.github.dcr4j.http;

import java.time.Duration;
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
 */
public record HttpCall(
        String method,
        EndpointUrl url,
        @Nullable CallAuthorization authorization,
        @Nullable OneShotBody body,
        int answerCap,
        Duration timeout) {

    /** Returns the same call with less time. */
    HttpCall within(Duration time) {
        return new HttpCall(method, url, authorization, body, answerCap, time);
    }
}
