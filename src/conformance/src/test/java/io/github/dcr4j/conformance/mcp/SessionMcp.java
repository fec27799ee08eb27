package io.github.dcr4j.conformance.mcp;

import io.github.dcr4j.mcp.McpAuthorization;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/**
 * An MCP server as the revisions before 2026-07-28 have it, by the MCP Java SDK and an authorized transport. Not
 * thread-safe.
 */
final class SessionMcp implements McpTools {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final McpSyncClient client;

    SessionMcp(McpAuthorization authorization) {
        client = McpClient.sync(authorization
                        .transport()
                        .customizeClient(http -> http.proxy(HttpClient.Builder.NO_PROXY))
                        .build())
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .build();
        client.initialize();
    }

    @Override
    public List<String> names() {
        return client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
    }

    @Override
    public String use(String tool) {
        return client.callTool(McpSchema.CallToolRequest.builder(tool).build())
                .content()
                .toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
