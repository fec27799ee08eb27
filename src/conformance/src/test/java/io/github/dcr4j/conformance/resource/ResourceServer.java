package io.github.dcr4j.conformance.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A protected resource at {@code /mcp}, with its metadata (RFC 9728). Safe for concurrent use. */
public final class ResourceServer implements AutoCloseable {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private volatile String body = "";
    private volatile int status = 200;
    private volatile String challenge = "";
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Starts one that knows no authorization server yet. */
    public ResourceServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            calls.add(exchange.getRequestURI().getPath());
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (exchange.getRequestURI().getPath().equals("/mcp")) {
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
                return;
            }
            byte[] answer = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    /** Returns the resource, as it is used and as its metadata names it. */
    public String resource() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    /** Names these authorization servers from now on. */
    public void names(String... issuers) {
        String servers = Stream.of(issuers).map(issuer -> '"' + issuer + '"').collect(Collectors.joining(","));
        body = "{\"resource\":\"" + resource() + "\",\"authorization_servers\":[" + servers
                + "],\"scopes_supported\":[\"mcp:read\"]}";
        status = 200;
    }

    /** Answers with this status from now on. */
    void fails(int status) {
        body = "";
        this.status = status;
    }

    /** Answers a call without a token with this challenge. */
    void challenges(String wwwAuthenticate) {
        challenge = wwwAuthenticate;
    }

    /** Lets every call wait for the latch. */
    void waitsFor(CountDownLatch gate) {
        this.gate = gate;
    }

    List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }
}
