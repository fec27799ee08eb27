package io.github.dcr4j.mcp.example;

import io.github.dcr4j.mcp.LoopbackRedirect;
import io.github.dcr4j.mcp.McpAuthorization;
import io.github.dcr4j.mcp.McpTokenStore;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A tool on its user's machine: the user logs in with a browser, once; the next run has the client from its file and the
 * token from the keychain.
 */
public final class DesktopTool {
    private DesktopTool() {}

    /**
     * Returns the names of the server's tools.
     *
     * @param file of the tool's clients
     * @param keychain keeps the user's tokens
     * @param browser opens or prints the address of a login
     */
    public static List<String> tools(String serverUrl, Path file, McpTokenStore keychain, Consumer<URI> browser)
            throws InterruptedException {
        try (FileDcrCredentialStore clients = FileDcrCredentialStore.open(file);
                DcrResolver resolver = DcrResolver.builder(clients).build();
                LoopbackRedirect redirect = LoopbackRedirect.listen(browser);
                McpAuthorization authorization = McpAuthorization.builder(resolver, "my-tool", serverUrl)
                        .redirect(redirect)
                        .tokens(keychain)
                        .build()) {
            authorization.authorize(); // the user logs in, unless the keychain has a token
            try (McpSyncClient mcp =
                    McpClient.sync(authorization.transport().build()).build()) {
                mcp.initialize();
                return mcp.listTools().tools().stream().map(Tool::name).toList();
            }
        }
    }
}
