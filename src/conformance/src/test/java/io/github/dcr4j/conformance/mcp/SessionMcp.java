package io.github.dcr4j.conformance.mcp;

import io.github.dcr4j.resource.ResourceChallenge;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.List;

/**
 * An MCP server as the revisions before 2026-07-28 have it, by the MCP Java SDK: its request customizer adds the token,
 * its authorization error handler gets another one. Not thread-safe.
 */
final class SessionMcp implements McpTools {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ResourceTokens tokens;
    private final McpSyncClient client;

    SessionMcp(URI address, ResourceTokens tokens) {
        this.tokens = tokens;
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        address.getScheme() + "://" + address.getRawAuthority())
                .endpoint(address.getRawPath())
                .customizeClient(http -> http.proxy(HttpClient.Builder.NO_PROXY))
                .addHttpRequestCustomizer((request, method, uri, body, context) ->
                        tokens.authorization().ifPresent(value -> request.setHeader("Authorization", value)))
                .authorizationErrorHandler(McpHttpClientTransportAuthorizationErrorHandler.fromSync(
                        (request, answer, context) -> authorized(answer)))
                .build();
        client = McpClient.sync(transport)
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .build();
        client.initialize();
    }

    /** Returns whether there is another token now; called on a thread of the SDK. */
    private boolean authorized(ResponseInfo answer) {
        ResourceChallenge challenge = ResourceChallenge.of(answer.headers().allValues("WWW-Authenticate"));
        try {
            if (answer.statusCode() == 401) {
                tokens.challenged(challenge);
            } else if (challenge.insufficientScope()) {
                tokens.stepUp(challenge);
            } else {
                return false;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
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
