package io.github.dcr4j.conformance.mcp;

import io.github.dcr4j.mcp.McpAuthorization;
import io.github.dcr4j.mcp.McpAuthorizationBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * The client that the suite starts, by {@code dcr-mcp}: it is given the address of an MCP server, and calls each of its
 * tools once. It does not look at the scenario's name, but at the revision that is to be spoken.
 */
final class SuiteClient {
    private SuiteClient() {}

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
            McpAuthorizationBuilder builder = McpAuthorization.builder(resolver, ClientSetup.CONSUMER, server)
                    .redirect(new UnattendedBrowser(http));
            setup.describe(builder, resolver, server);
            try (McpAuthorization authorization = builder.build();
                    McpTools tools = tools(http, URI.create(server), authorization)) {
                for (String tool : tools.names()) {
                    System.out.println(tool + ": " + tools.use(tool));
                }
            }
        }
    }

    private static McpTools tools(HttpClient http, URI server, McpAuthorization authorization) {
        return StatelessMcp.VERSION.equals(System.getenv("MCP_CONFORMANCE_PROTOCOL_VERSION"))
                ? new StatelessMcp(http, server, authorization)
                : new SessionMcp(authorization);
    }
}
