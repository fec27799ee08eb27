package io.github.dcr4j.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client's public keys at an address of their own, {@code jwks_uri}, as they are at that moment. Safe for concurrent
 * use.
 */
public final class PublishedKeys implements AutoCloseable {
    private final AtomicReference<List<ClientKey>> keys = new AtomicReference<>();
    private final ClientAuthentication authentication =
            ClientAuthentication.builder().keys(keys::get).build();
    private final HttpServer server;

    /** Publishes {@code keys}, the first of which signs. */
    public PublishedKeys(ClientKey... keys) throws IOException {
        replace(keys);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            byte[] json = new ObjectMapper().writeValueAsBytes(authentication.publicJwks());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
            exchange.close();
        });
        server.start();
    }

    /** Publishes other keys from now on. */
    public void replace(ClientKey... others) {
        keys.set(List.of(others));
    }

    /** Returns how a client authenticates by them. */
    public ClientAuthentication authentication() {
        return authentication;
    }

    /** Returns where they are. */
    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
