package io.github.dcr4j.token;

import java.io.IOException;

/**
 * Sends a token request with the caller's HTTP client and returns what the server answered. It runs on the thread that called
 * {@link TokenCalls#call}, once for each request; what it throws, the call throws.
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
}
