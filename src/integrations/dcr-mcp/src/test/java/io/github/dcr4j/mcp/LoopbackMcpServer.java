package io.github.dcr4j.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server on loopback that wants a token: it takes every bearer token but those that were revoked, asks for the
 * scopes of a tool, and names its authorization server (RFC 9728). Thread-safe.
 */
final class LoopbackMcpServer implements AutoCloseable {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource/mcp";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Set<String>> scopesOfTokens = new ConcurrentHashMap<>();
    private final Map<String, String> scopeOfTools = new ConcurrentHashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile String issuer;
    private volatile String metadataPath = WELL_KNOWN;
    private volatile boolean refusing;

    LoopbackMcpServer(String issuer) {
        this.issuer = issuer;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(WELL_KNOWN, this::metadata);
        server.createContext("/mcp", this::mcp);
        server.start();
    }

    String url() {
        return origin() + "/mcp";
    }

    private String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Names another authorization server from now on. */
    void movesTo(String issuer) {
        this.issuer = issuer;
    }

    /** Has its metadata where only the challenge leads to. */
    void hidesMetadata() {
        metadataPath = "/about-this-server";
        server.removeContext(WELL_KNOWN);
        server.createContext(metadataPath, this::metadata);
    }

    /** Takes note of a token that the authorization server gives, with its scopes. */
    void issued(String token, String scope) {
        scopesOfTokens.put(token, Set.of(scope.isEmpty() ? new String[0] : scope.split(" ", -1)));
    }

    /** Wants that scope for a tool. */
    void wants(String tool, String scope) {
        scopeOfTools.put(tool, scope);
    }

    void revoke(String token) {
        revoked.add(token);
    }

    /** Refuses whatever token it gets. */
    void refusesAll(boolean refusing) {
        this.refusing = refusing;
    }

    /** Returns the tokens that were sent, in order; {@code ""} for none. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    private void metadata(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                JSONObject.toJSONString(Map.of("resource", url(), "authorization_servers", List.of(issuer))));
    }

    private void mcp(HttpExchange exchange) throws IOException {
        try {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            String token = header == null ? "" : header.substring("Bearer ".length());
            sent.add(token);
            if (token.isEmpty() || refusing || revoked.contains(token)) {
                challenge(exchange, 401, token.isEmpty() ? "" : ", error=\"invalid_token\"");
            } else if (!exchange.getRequestMethod().equals("POST")) {
                answer(exchange, exchange.getRequestMethod().equals("DELETE") ? 200 : 405, null);
            } else {
                called(
                        exchange,
                        token,
                        JSONObjectUtils.parse(
                                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            }
        } catch (ParseException e) {
            answer(exchange, 400, null);
        }
    }

    private void called(HttpExchange exchange, String token, JSONObject message) throws IOException {
        Object id = message.get("id");
        if (id == null) {
            answer(exchange, 202, null);
            return;
        }
        Map<?, ?> parameters = message.get("params") instanceof Map<?, ?> given ? given : Map.of();
        String tool = String.valueOf(parameters.get("name"));
        String scope = scopeOfTools.get(tool);
        if (scope != null && !scopesOfTokens.getOrDefault(token, Set.of()).contains(scope)) {
            challenge(exchange, 403, ", error=\"insufficient_scope\", scope=\"" + scope + "\"");
            return;
        }
        Map<String, Object> result = switch (String.valueOf(message.get("method"))) {
            case "initialize" ->
                Map.of(
                        "protocolVersion",
                        String.valueOf(parameters.get("protocolVersion")),
                        "capabilities",
                        Map.of("tools", Map.of()),
                        "serverInfo",
                        Map.of("name", "loopback", "version", "1"));
            case "tools/list" ->
                Map.of("tools", List.of(Map.of("name", "look", "inputSchema", Map.of("type", "object"))));
            case "tools/call" -> Map.of("content", List.of(Map.of("type", "text", "text", "did " + tool)));
            default -> Map.of();
        };
        answer(exchange, 200, JSONObject.toJSONString(Map.of("jsonrpc", "2.0", "id", id, "result", result)));
    }

    private void challenge(HttpExchange exchange, int status, String more) throws IOException {
        exchange.getResponseHeaders()
                .set("WWW-Authenticate", "Bearer resource_metadata=\"" + origin() + metadataPath + "\"" + more);
        answer(exchange, status, null);
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String json) throws IOException {
        try (exchange) {
            if (json == null) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                byte[] body = json.getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
