package io.github.dcr4j.conformance.mcp;

import io.github.dcr4j.mcp.McpRedirect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A user who says yes at once: the redirect to the client is read, and not followed. Thread-safe. */
final class UnattendedBrowser implements McpRedirect {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient browser;

    UnattendedBrowser(HttpClient browser) {
        this.browser = browser;
    }

    /** Nothing listens there. */
    @Override
    public URI redirectUri() {
        return URI.create("http://127.0.0.1:53682/callback");
    }

    @Override
    public CompletionStage<URI> authorize(URI authorizationUrl) {
        HttpRequest request = HttpRequest.newBuilder(authorizationUrl)
                .timeout(PATIENCE)
                .header("Accept", "text/html")
                .build();
        return browser.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(answer -> answer.headers()
                        .firstValue("Location")
                        .map(URI::create)
                        .orElseThrow(() -> new CompletionException(
                                new IOException("the server answered " + answer.statusCode() + " and no redirect"))));
    }
}
