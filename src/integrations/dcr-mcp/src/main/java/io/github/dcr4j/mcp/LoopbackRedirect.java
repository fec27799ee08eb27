package io.github.dcr4j.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The redirect of a program on its user's machine (RFC 8252, section 7.3): it listens on a port of 127.0.0.1, hands the
 * address of the login to the application, and shows the user a short page when the browser comes back. It opens no
 * browser by itself.
 *
 * <p>Only the answer to a login that is under way is taken, by its {@code state}; whatever else calls is turned away and
 * does not end the login. One serves any number of authorizations at a time. Thread-safe; its threads are daemons. Close
 * it when the program needs no more logins: logins under way are cancelled then.
 *
 * @see McpAuthorization an example
 */
public final class LoopbackRedirect implements McpRedirect, AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final String PATH = "/callback";

    private final Consumer<URI> show;
    private final HttpServer listener;
    private final ExecutorService threads;
    private final URI redirectUri;
    private final Map<String, CompletableFuture<URI>> logins = new ConcurrentHashMap<>();

    private LoopbackRedirect(Consumer<URI> show, HttpServer listener) {
        this.show = show;
        this.listener = listener;
        redirectUri = URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + PATH);
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = Executors.defaultThreadFactory().newThread(work);
            thread.setName("dcr-mcp " + redirectUri.getAuthority());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Listens on a free port of 127.0.0.1.
     *
     * @param show opens or prints the address of a login; called on a thread of the authorization, and what it throws
     *     fails the login
     * @throws UncheckedIOException if no port can be had
     */
    public static LoopbackRedirect listen(Consumer<URI> show) {
        return listen(0, show);
    }

    /**
     * Listens on that port of 127.0.0.1, for authorization servers that compare redirect URIs to the letter.
     *
     * @param port from 1 to 65535; 0 for a free one
     * @param show see {@link #listen(Consumer)}
     * @throws UncheckedIOException if it cannot be had
     */
    public static LoopbackRedirect listen(int port, Consumer<URI> show) {
        Objects.requireNonNull(show, "show");
        LoopbackRedirect redirect;
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
            redirect = new LoopbackRedirect(show, HttpServer.create(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException("127.0.0.1:" + port + " cannot be listened on", e);
        }
        redirect.start();
        return redirect;
    }

    private void start() {
        listener.setExecutor(threads);
        listener.createContext("/", this::answer);
        // the listener's thread is a daemon where the one that starts it is
        CompletableFuture.runAsync(listener::start, threads).join();
    }

    @Override
    public URI redirectUri() {
        return redirectUri;
    }

    @Override
    public CompletionStage<URI> authorize(URI authorizationUrl) {
        String state = Objects.requireNonNull(parameter(authorizationUrl, "state"), "state");
        CompletableFuture<URI> answer = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                logins.remove(state, this);
                return super.cancel(mayInterrupt);
            }
        };
        logins.put(state, answer);
        try {
            show.accept(authorizationUrl);
        } catch (RuntimeException e) {
            logins.remove(state, answer);
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void answer(HttpExchange exchange) throws IOException {
        CompletableFuture<URI> login = null;
        try (exchange) {
            URI called = exchange.getRequestURI();
            if (!exchange.getRequestMethod().equals("GET")) {
                page(exchange, 405, "Only GET is answered here.");
            } else if (!PATH.equals(called.getRawPath())) {
                page(exchange, 404, "There is nothing at this address.");
            } else {
                String state = parameter(called, "state");
                login = state == null ? null : logins.remove(state);
                if (login == null) {
                    page(exchange, 400, "This is not the login that the program waits for.");
                } else {
                    page(exchange, 200, "The program goes on. You can close this window.");
                }
            }
        } finally {
            if (login != null) {
                login.complete(
                        URI.create(redirectUri + "?" + exchange.getRequestURI().getRawQuery()));
            }
        }
    }

    private static @Nullable String parameter(URI uri, String name) {
        return MultivaluedMapUtils.getFirstValue(URLUtils.parseParameters(uri.getRawQuery()), name);
    }

    /** Its address holds a code: it is neither kept nor passed on to another page. */
    private static void page(HttpExchange exchange, int status, String text) throws IOException {
        byte[] html = ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Login</title><p>" + text
                        + "</p></html>\n")
                .getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, html.length);
        exchange.getResponseBody().write(html);
    }

    /** Stops listening, and cancels the logins that are under way. */
    @Override
    public void close() {
        listener.stop(0);
        logins.values().forEach(login -> login.cancel(false));
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return "LoopbackRedirect[" + redirectUri + "]";
    }
}
