package io.github.dcr4j.token;

import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerRequest;
import java.io.IOException;
import java.util.Map;

/**
 * Sends a token request, with the caller's HTTP client or {@linkplain #by the guarded one}, and returns what the server
 * answered. It runs on the thread that called {@link TokenCalls#call}, once for each request; what it throws, the call
 * throws.
 */
@FunctionalInterface
public interface TokenSender {
    /**
     * Sends {@code request}, following no redirect.
     *
     * @throws IOException if there is no answer
     * @throws InterruptedException if the thread was interrupted
     */
    TokenResponse send(TokenRequest request) throws IOException, InterruptedException;

    /** Returns a sender that uses {@code http}, with its guard and its bounds. */
    static TokenSender by(ServerHttp http) {
        return request -> {
            ServerRequest post = ServerRequest.postEncoded(request.uri(), request.body());
            for (Map.Entry<String, String> header : request.headers().entrySet()) {
                // the form says that itself
                if (!header.getKey().equalsIgnoreCase("Content-Type")) {
                    post = post.header(header.getKey(), header.getValue());
                }
            }
            ServerAnswer answer = http.send(post);
            return new TokenResponse(answer.status(), answer.body());
        };
    }
}
