package io.github.dcr4j.mcp;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An MCP server, its authorization server, a user, and what the tests make of them. Used by one thread. */
final class Rig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final String CONSUMER = "https://agent.example.com";

    final DcrTestKit kit;
    final LoopbackMcpServer mcp;
    final BrowserUser user = new BrowserUser();
    private final Deque<Runnable> opened = new ArrayDeque<>();

    Rig() {
        this(FakeAuthorizationServer.builder().scopes("read", "write", "admin", "audit", "erase"));
    }

    Rig(FakeAuthorizationServerBuilder server) {
        kit = DcrTestKit.start(server);
        mcp = new LoopbackMcpServer(kit.server().issuer());
        observe(kit.server());
    }

    /** Lets the MCP server know the tokens that {@code server} gives, as an introspection would. */
    void observe(FakeAuthorizationServer server) {
        server.at(FakeEndpoint.TOKEN).rewriteAnswers(this::issued);
    }

    void issued(Map<String, @Nullable Object> answer) {
        Object token = answer.get("access_token");
        if (token != null) {
            Object scope = answer.get("scope");
            mcp.issued(token.toString(), scope == null ? "" : scope.toString());
        }
    }

    /** Returns a builder for the user, with scopes that the client may be given. */
    McpAuthorizationBuilder builder() {
        return headless().redirect(user);
    }

    /** Returns a builder without a user. */
    McpAuthorizationBuilder headless() {
        return McpAuthorization.builder(kit.resolver(), CONSUMER, mcp.url())
                .client(client -> client.scopes("read", "write", "admin", "audit", "erase"))
                .clock(kit.clock());
    }

    /** Returns the request that an authorization with the user makes. */
    DcrRequest request() {
        return DcrRequest.builder(CONSUMER)
                .upstreamIssuer(kit.server().issuer())
                .redirectUri(user.redirectUri().toString())
                .grantTypes("authorization_code", "refresh_token")
                .scopes("read", "write", "admin", "audit", "erase")
                .build();
    }

    /** Returns when something waits for that long by the clock. */
    void awaitWait(Duration wait) {
        while (!kit.clock().pendingWaits().contains(wait)) {
            Thread.onSpinWait();
        }
    }

    McpAuthorization open(McpAuthorizationBuilder builder) {
        McpAuthorization authorization = builder.build();
        opened.push(authorization::close);
        return authorization;
    }

    McpSyncClient client(McpAuthorization authorization) {
        McpSyncClient client = McpClient.sync(authorization
                        .transport()
                        .customizeClient(http -> http.proxy(HttpClient.Builder.NO_PROXY))
                        .build())
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .build();
        opened.push(client::close);
        return client;
    }

    static String call(McpSyncClient client, String tool) {
        List<McpSchema.Content> content =
                client.callTool(McpSchema.CallToolRequest.builder(tool).build()).content();
        return ((McpSchema.TextContent) content.get(0)).text();
    }

    int count(FakeEndpoint endpoint) {
        return kit.server().at(endpoint).count();
    }

    @Override
    public void close() {
        opened.forEach(Runnable::run);
        mcp.close();
        kit.close();
    }
}
