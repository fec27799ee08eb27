package io.github.dcr4j.conformance.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * The client that the suite starts: it is told the address of an MCP server, and calls each of its tools once. It does
 * not look at the scenario's name.
 */
final class McpClient {
    private McpClient() {}

    /** Ends with 1 where the tools could not be called. */
    public static void main(String... arguments) throws Exception {
        String server = arguments[arguments.length - 1];
        ClientSetup setup = ClientSetup.read(System.getenv("MCP_CONFORMANCE_CONTEXT"));
        try {
            callTools(server, setup);
        } catch (IOException | RuntimeException e) {
            System.err.println("gave up: " + e);
            System.exit(1);
        }
    }

    private static void callTools(String server, ClientSetup setup) throws IOException, InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        try (MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            ResourceTokens tokens = new ResourceTokens(resolver, server, setup, new CodeFlow(http));
            McpServer mcp = new McpServer(http, URI.create(server), tokens);
            for (JsonNode tool : mcp.call("tools/list", null).path("tools")) {
                String name = tool.path("name").asText();
                System.out.println(name + ": " + mcp.call("tools/call", name));
            }
        }
    }
}
