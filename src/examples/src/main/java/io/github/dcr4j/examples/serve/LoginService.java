package io.github.dcr4j.examples.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.login.AuthorizationResponse;
import io.github.dcr4j.examples.login.LoginFailedException;
import io.github.dcr4j.examples.page.LoopbackHttp;
import io.github.dcr4j.examples.page.Page;
import io.github.dcr4j.resolver.ClientIdDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers browsers, on loopback: what the world sees of the service stands before it. Thread-safe. */
final class LoginService implements AutoCloseable {
    private static final String LOGIN = "/login/";
    // a login that waits for a registration holds a thread for up to 25 s
    private static final int THREADS = 32;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final RedirectAddresses redirects;
    private final UpstreamLogins logins;
    private final ClientDocuments documents;
    private final PrintStream err;
    private final AtomicInteger answering = new AtomicInteger();

    private LoginService(
            HttpServer server,
            RedirectAddresses redirects,
            UpstreamLogins logins,
            ClientDocuments documents,
            PrintStream err) {
        this.server = server;
        this.redirects = redirects;
        this.logins = logins;
        this.documents = documents;
        this.err = err;
    }

    /**
     * Takes the port; browsers wait until the service is {@linkplain #start() started}.
     *
     * @param port 0 for a free one
     * @throws IOException if it cannot be had
     */
    static LoginService bind(
            int port, RedirectAddresses redirects, UpstreamLogins logins, ClientDocuments documents, PrintStream err)
            throws IOException {
        return new LoginService(LoopbackHttp.bind(port), redirects, logins, documents, err);
    }

    void start() {
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        answering.incrementAndGet();
        try (exchange) {
            if (!LoopbackHttp.isGet(exchange)) {
                return;
            }
            try {
                route(exchange);
            } catch (LoginFailedException e) {
                LoopbackHttp.send(exchange, Page.of(e.status(), "Not logged in", String.valueOf(e.getMessage())));
            } catch (DcrException e) {
                // why stands in the log, for the operator
                e.retryAfter()
                        .ifPresent(pause ->
                                exchange.getResponseHeaders().set("Retry-After", Long.toString(pause.toSeconds() + 1)));
                LoopbackHttp.send(
                        exchange, Page.of(503, "Not now", "No login is possible there now. Please try again later."));
            } catch (RuntimeException e) {
                // its message may hold what the browser sent
                err.println("a request failed: " + e.getClass().getName() + " at " + e.getStackTrace()[0]);
                LoopbackHttp.send(exchange, Page.of(500, "Not logged in", "Something went wrong here."));
            }
        } finally {
            answering.decrementAndGet();
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        ClientIdDocument document = documents.at(path);
        if (redirects.hasPath(path)) {
            AuthorizationResponse response =
                    AuthorizationResponse.of(exchange.getRequestURI().getRawQuery());
            Secret state = response.state();
            if (state != null) {
                // a page that is loaded again must not send the code again
                exchange.getResponseHeaders().add("Set-Cookie", LoginCookies.name(state) + "=; Path=/; Max-Age=0");
            }
            LoopbackHttp.send(exchange, logins.end(path, response, name -> cookie(exchange, name)));
        } else if (document != null) {
            LoopbackHttp.send(exchange, document.headers(), document.body());
        } else if (path.startsWith(LOGIN)) {
            UpstreamLogins.Departure departure = logins.begin(path.substring(LOGIN.length()));
            exchange.getResponseHeaders().add("Set-Cookie", departure.cookie());
            LoopbackHttp.redirect(exchange, departure.address());
        } else if (path.equals("/")) {
            List<String> begins = logins.upstreams().stream().map(LOGIN::concat).toList();
            LoopbackHttp.send(
                    exchange, Page.of(200, "Log in", "A login begins at:").withLinks(begins));
        } else {
            LoopbackHttp.send(exchange, Page.of(404, "Not here", "There is nothing at this address."));
        }
    }

    private static @Nullable String cookie(HttpExchange exchange, String name) {
        List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(name)) {
                    return parts[1];
                }
            }
        }
        return null;
    }

    /** Stops listening; what is being answered is cut off after a second. */
    @Override
    public void close() {
        server.stop(answering.get() == 0 ? 0 : 1); // it would wait though no request is under way
        threads.shutdownNow();
    }
}
