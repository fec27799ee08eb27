package io.github.dcr4j.examples.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** The JDK's HTTP server, on 127.0.0.1 alone, and what it answers. */
public final class LoopbackHttp {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private LoopbackHttp() {}

    /**
     * Takes a port, 0 for a free one.
     *
     * @throws IOException if it cannot be had
     */
    public static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        } catch (IOException e) {
            throw new IOException("127.0.0.1:" + port + " cannot be listened on: " + e.getMessage(), e);
        }
    }

    /** Returns whether the request is a GET; any other is turned away. */
    public static boolean isGet(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            return true;
        }
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, Page.of(405, "Not like this", "Only GET is answered."));
        return false;
    }

    /** Shows a page; its address may hold a code, so that it is neither kept nor passed on to another page. */
    public static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] html = page.html().getBytes(UTF_8);
        Headers headers = unstored(exchange);
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(page.status(), -1);
        } else {
            exchange.sendResponseHeaders(page.status(), html.length);
            exchange.getResponseBody().write(html);
        }
    }

    /** Answers a program with what it asked for. */
    public static void send(HttpExchange exchange, Map<String, String> headers, byte[] body) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Sends the browser elsewhere. */
    public static void redirect(HttpExchange exchange, String address) throws IOException {
        unstored(exchange).set("Location", address);
        exchange.sendResponseHeaders(302, -1);
    }

    private static Headers unstored(HttpExchange exchange) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        return headers;
    }
}
