package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.resolver.DcrResolver;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.customizer.McpAsyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Authorizes one user, or the program itself, at one MCP server: transports of the MCP Java SDK that it is installed in
 * send a token with each request, and get another one when the server asks for it.
 *
 * <p>What happens, in this order:
 *
 * <ol>
 *   <li>The server answers 401. Its metadata names the authorization server (RFC 9728), where the resolver has or
 *       registers a client.
 *   <li>The {@link McpRedirect} sends the user there: authorization code with PKCE {@code S256}, {@code resource} (RFC
 *       8707), {@code state} and {@code iss} (RFC 9207). Without a redirect, or where the server offers no codes, the
 *       client gets a token for itself ({@code client_credentials}).
 *   <li>The request is sent again with the token, and so are all others that wait: one login, one refresh, however many
 *       callers.
 *   <li>A token is refreshed in the last fifth of its life, behind the callers, and after a 401.
 *   <li>A 403 {@code insufficient_scope} leads to a login for what was granted and what is asked for, together: at most
 *       three in a row, and five logins within ten minutes.
 *   <li>Where the authorization server has forgotten the client, it is replaced, and the user asked once more. A code or
 *       a refresh token is never sent with another client's id.
 *   <li>Where the MCP server names another authorization server by now, the login is there, and nothing of the old
 *       client or token is sent to it.
 * </ol>
 *
 * <p>A login takes as long as its user does, and the SDK's calls do not: set {@code requestTimeout} and
 * {@code initializationTimeout} of the client above {@link McpAuthorizationBuilder#loginTimeout}, or call {@link
 * #authorize()} before. A login goes on when its callers have given up; the next call has its token. After one that
 * failed, calls fail for 30 s with the same reason, and no user is asked again meanwhile.
 *
 * <p>Thread-safe, and for any number of transports. One thread is started for what has to wait, and ends by itself.
 *
 * <pre>{@code
 * McpAuthorization authorization = McpAuthorization.builder(resolver, "my-tool", serverUrl)
 *         .redirect(redirect)
 *         .build();
 * authorization.authorize(); // the user logs in
 * McpSyncClient mcp = McpClient.sync(authorization.transport().build()).build();
 * }</pre>
 */
public final class McpAuthorization implements AutoCloseable {
    private final ServerAddress server;
    private final TokenKeeper keeper;
    private final SdkHooks hooks;

    McpAuthorization(McpSettings settings) {
        server = new ServerAddress(settings.server());
        keeper = new TokenKeeper(settings, server);
        hooks = new SdkHooks(keeper, server);
    }

    /**
     * Starts an authorization. Nothing is sent when it is built.
     *
     * @param resolver has or registers the client; the caller closes it, after the authorization
     * @param consumer who asks, as in {@code DcrRequest.builder}
     * @param serverUrl the URL of the MCP server, {@code https://mcp.example.com/mcp}: {@code https}, or {@code http} on
     *     loopback
     * @throws IllegalArgumentException naming what is wrong with one of them
     */
    public static McpAuthorizationBuilder builder(DcrResolver resolver, String consumer, String serverUrl) {
        return new McpAuthorizationBuilder(resolver, consumer, serverUrl);
    }

    /** Returns a builder of an authorized transport to the server. Each call returns another one. */
    public HttpClientStreamableHttpTransport.Builder transport() {
        String url = server.uri().toString();
        return install(HttpClientStreamableHttpTransport.builder(url).endpoint(url));
    }

    /**
     * Makes a transport an authorized one, and returns its builder. It has to lead to this server: a request that goes
     * elsewhere fails with {@link Reason#WRONG_SERVER}, and no token is sent there. Another authorization error handler
     * is replaced; request customizers are kept.
     */
    public HttpClientStreamableHttpTransport.Builder install(HttpClientStreamableHttpTransport.Builder transport) {
        return transport
                .addAsyncHttpRequestCustomizer(requestCustomizer())
                .authorizationErrorHandler(authorizationErrorHandler());
    }

    /** Returns what puts the token on a request, for transports of other kinds. */
    public McpAsyncHttpClientRequestCustomizer requestCustomizer() {
        return hooks;
    }

    /** Returns what answers a 401 or 403, for transports of other kinds. */
    public McpHttpClientTransportAuthorizationErrorHandler authorizationErrorHandler() {
        return hooks.errorHandler();
    }

    /**
     * Gets a token now, by a login if there is none, and returns when there is one: before the first call, so that no
     * time-out of the SDK runs, or when the user says so. Does nothing where a token is held. Also begins a login
     * shortly after one that failed. The server's metadata is looked for at the well-known addresses (RFC 9728, section
     * 3.1): a server that has it elsewhere says so in the answer to a first call.
     *
     * @throws McpAuthorizationException if there is none
     * @throws DcrException if the authorization server or a client could not be found
     * @throws InterruptedException if this caller was interrupted; the login goes on
     */
    public void authorize() throws InterruptedException {
        try {
            McpToken unused = authorizeAsync().get();
        } catch (ExecutionException e) {
            Throwable why = Flight.unwrapped(Objects.requireNonNull(e.getCause()));
            if (why instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("authorization failed", why);
        }
    }

    /**
     * Returns what {@link #authorize()} waits for, with the token. Cancelling the future detaches this caller and no
     * other.
     */
    public CompletableFuture<McpToken> authorizeAsync() {
        return keeper.authorized().copy();
    }

    /** Returns the token that is held, whatever its age; empty if there is none. Nothing is sent. */
    public Optional<McpToken> token() {
        return keeper.held();
    }

    /**
     * Forgets the token, here and in the store, and gives up a login that is under way. The next call logs in anew. The
     * token stays good at its server until it ends; the client is kept.
     */
    public void forget() {
        keeper.forget();
    }

    /**
     * Gives up a login that is under way, and lets calls fail from now on with {@link Reason#CLOSED}. Tokens stay in the
     * store. Resolver, redirect and store stay open. Calling it again does nothing.
     */
    @Override
    public void close() {
        keeper.close();
    }

    /** Prints the server. */
    @Override
    public String toString() {
        return "McpAuthorization[" + server + "]";
    }
}
