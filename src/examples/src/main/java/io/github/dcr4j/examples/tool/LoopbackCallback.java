package io.github.dcr4j.examples.tool;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.login.AuthorizationResponse;
import io.github.dcr4j.examples.login.LoginFailedException;
import io.github.dcr4j.examples.page.LoopbackHttp;
import io.github.dcr4j.examples.page.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The loopback address where the browser of a program's user returns to (RFC 8252, section 7.3). */
final class LoopbackCallback implements AutoCloseable {
    private static final String PATH = "/callback";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<AuthorizationResponse> arrived = new CompletableFuture<>();

    private LoopbackCallback(HttpServer server) {
        this.server = server;
    }

    /** Takes a free port of 127.0.0.1. */
    static LoopbackCallback open() throws IOException {
        return new LoopbackCallback(LoopbackHttp.bind(0));
    }

    /** Returns the redirect URI. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Begins to listen for the answer to the login with {@code state}. */
    void listen(Secret state) {
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, state));
        server.start();
    }

    /**
     * Waits for the answer. Whatever else arrives is turned away, and waited on.
     *
     * @throws LoginFailedException if it has not come by then
     */
    AuthorizationResponse await(Duration timeout) throws InterruptedException {
        try {
            return arrived.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LoginFailedException(408, "no user has logged in within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange, Secret state) throws IOException {
        AuthorizationResponse response;
        try (exchange) {
            if (!LoopbackHttp.isGet(exchange)) {
                return;
            }
            if (!exchange.getRequestURI().getRawPath().equals(PATH)) {
                LoopbackHttp.send(exchange, Page.of(404, "Not here", "There is nothing at this address."));
                return;
            }
            try {
                response = AuthorizationResponse.of(exchange.getRequestURI().getRawQuery());
            } catch (LoginFailedException e) {
                LoopbackHttp.send(exchange, Page.of(e.status(), "Not logged in", String.valueOf(e.getMessage())));
                return;
            }
            if (!state.equals(response.state())) {
                LoopbackHttp.send(exchange, Page.of(400, "Not logged in", "This is not the login that is waited for."));
                return;
            }
            LoopbackHttp.send(exchange, Page.of(200, "Back", "The program tells what came of it. Close this window."));
        }
        arrived.complete(response);
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
