package io.github.dcr4j.mcp.example;

import io.github.dcr4j.mcp.McpAuthorization;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.util.List;

/** An agent without a user: it gets tokens for itself, and is the same client on each run. */
public final class HeadlessAgent {
    private HeadlessAgent() {}

    /** Prints the tools of the MCP server at the first argument; the second names the file of the agent's clients. */
    public static void main(String... arguments) {
        try (FileDcrCredentialStore clients = FileDcrCredentialStore.open(Path.of(arguments[1]));
                DcrResolver resolver = DcrResolver.builder(clients).build()) {
            tools(resolver, arguments[0]).forEach(System.out::println);
        }
    }

    private static List<String> tools(DcrResolver resolver, String serverUrl) {
        try (McpAuthorization authorization = McpAuthorization.builder(resolver, "my-agent", serverUrl)
                        .client(client -> client.clientName("My agent"))
                        .build();
                McpSyncClient mcp =
                        McpClient.sync(authorization.transport().build()).build()) {
            mcp.initialize();
            return mcp.listTools().tools().stream().map(Tool::name).toList();
        }
    }
}
