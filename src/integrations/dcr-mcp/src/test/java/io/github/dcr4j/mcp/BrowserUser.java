package io.github.dcr4j.mcp;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A user who says yes: the redirect to the program is read, and not followed. Thread-safe. */
final class BrowserUser implements McpRedirect {
    private final HttpClient browser =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final List<URI> logins = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<String> onTheWayBack = UnaryOperator.identity();

    @Override
    public URI redirectUri() {
        return URI.create("http://127.0.0.1:53682/callback");
    }

    /** Changes the addresses at which the user comes back. */
    void comesBackAt(UnaryOperator<String> change) {
        onTheWayBack = change;
    }

    /** Returns the addresses that the user was sent to. */
    List<URI> logins() {
        return List.copyOf(logins);
    }

    @Override
    public CompletionStage<URI> authorize(URI authorizationUrl) {
        logins.add(authorizationUrl);
        return browser.sendAsync(
                        HttpRequest.newBuilder(authorizationUrl).build(), HttpResponse.BodyHandlers.discarding())
                .thenCompose(answer -> answer.headers()
                        .firstValue("Location")
                        .map(location -> CompletableFuture.completedFuture(URI.create(onTheWayBack.apply(location))))
                        .orElseGet(CompletableFuture::new)); // an error page: the user stays there
    }
}
