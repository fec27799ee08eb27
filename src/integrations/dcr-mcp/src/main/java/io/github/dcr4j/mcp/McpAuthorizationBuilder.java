package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.server.InsecureHttp;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a {@link McpAuthorization}. Not thread-safe. */
public final class McpAuthorizationBuilder {
    private static final Duration SHORTEST_LOGIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOGIN = Duration.ofHours(1);

    private final DcrResolver resolver;
    private final String consumer;
    private final String serverUrl;
    private final List<Consumer<ResourceRequestBuilder>> said = new ArrayList<>();
    private List<String> scopes = List.of();
    private @Nullable McpRedirect redirect;
    private McpTokenStore store = new MemoryMcpTokenStore();
    private Duration loginTimeout = Duration.ofMinutes(5);
    private DcrClock clock = DcrClock.system();

    McpAuthorizationBuilder(DcrResolver resolver, String consumer, String serverUrl) {
        this.resolver = Objects.requireNonNull(resolver, "resolver");
        this.consumer = consumer;
        this.serverUrl = serverUrl;
        ResourceRequestBuilder checked = ResourceRequest.builder(consumer, serverUrl);
        Objects.requireNonNull(checked);
    }

    /**
     * Sets how users log in. Without one, the program gets tokens for itself ({@code client_credentials}), as a headless
     * agent does. The client is registered with the redirect's address, and for {@code authorization_code} and
     * {@code refresh_token}.
     */
    public McpAuthorizationBuilder redirect(McpRedirect redirect) {
        this.redirect = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /**
     * Says how the client is to be besides, at whichever authorization server: its name, its metadata document ({@code
     * clientIdDocument}), its keys; see {@link ResourceRequestBuilder#client}. What is said here wins. May be called
     * again.
     */
    public McpAuthorizationBuilder client(Consumer<DcrRequestBuilder> client) {
        Objects.requireNonNull(client, "client");
        said.add(request -> request.client(client));
        return this;
    }

    /**
     * Says what holds at one authorization server: a client that was registered there by hand ({@code preRegistered}),
     * an initial access token; see {@link ResourceRequestBuilder#clientAt}.
     *
     * @param issuer the server's issuer, exactly as the MCP server names it
     */
    public McpAuthorizationBuilder clientAt(String issuer, Consumer<DcrRequestBuilder> client) {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(client, "client");
        said.add(request -> request.clientAt(issuer, client));
        return this;
    }

    /**
     * Sets who chooses among several authorization servers; see {@link
     * ResourceRequestBuilder#authorizationServer(Function)}.
     */
    public McpAuthorizationBuilder authorizationServer(Function<List<String>, String> selector) {
        Objects.requireNonNull(selector, "selector");
        said.add(request -> request.authorizationServer(selector));
        return this;
    }

    /**
     * Names the one authorization server that is used, as {@link ResourceRequestBuilder#authorizationServer(String)}
     * does; {@link #client} may have an initial access token then.
     *
     * @param issuer the server's issuer, exactly as the MCP server names it
     */
    public McpAuthorizationBuilder authorizationServer(String issuer) {
        Objects.requireNonNull(issuer, "issuer");
        said.add(request -> request.authorizationServer(issuer));
        return this;
    }

    /**
     * Opens {@code http} to the MCP server at its one exact host and port, for development only: by default it is open
     * on loopback alone. Tokens are sent there in clear. Its authorization server is another matter; see {@link
     * ResourceRequestBuilder#insecureResource}.
     */
    public McpAuthorizationBuilder insecureResource(InsecureHttp insecureHttp) {
        Objects.requireNonNull(insecureHttp, "insecureHttp");
        said.add(request -> request.insecureResource(insecureHttp));
        return this;
    }

    /** Sets scopes that tokens are asked for besides those that the MCP server names; none by default. */
    public McpAuthorizationBuilder scopes(String... scopes) {
        this.scopes = List.of(scopes);
        return this;
    }

    /** Sets where tokens are kept, of this user; in memory by default, for this authorization alone. */
    public McpAuthorizationBuilder tokens(McpTokenStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /** Sets how long a user may take to log in, from 1 s to 1 h; 5 minutes by default. */
    public McpAuthorizationBuilder loginTimeout(Duration loginTimeout) {
        if (loginTimeout.compareTo(SHORTEST_LOGIN) < 0 || loginTimeout.compareTo(LONGEST_LOGIN) > 0) {
            throw new IllegalArgumentException("loginTimeout must be from 1 s to 1 h: " + loginTimeout);
        }
        this.loginTimeout = loginTimeout;
        return this;
    }

    /** Sets the clock, for tests; that of the machine by default. */
    public McpAuthorizationBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Returns the authorization. The token store is asked for a token; nothing is sent.
     *
     * @throws IllegalArgumentException if something does not fit, as {@link ResourceRequestBuilder#build} says
     * @throws IllegalStateException if something is missing that the client needs
     * @throws McpAuthorizationException if the token store failed
     */
    public McpAuthorization build() {
        ResourceRequestBuilder request = ResourceRequest.builder(consumer, serverUrl);
        McpRedirect users = redirect;
        if (users == null) {
            request.client(client -> client.grantTypes("client_credentials"));
        } else {
            String redirectUri = users.redirectUri().toString();
            request.client(client -> client.redirectUri(redirectUri).grantTypes("authorization_code", "refresh_token"));
        }
        said.forEach(more -> more.accept(request));
        return new McpAuthorization(new McpSettings(
                resolver, request.build(), URI.create(serverUrl), users, scopes, store, loginTimeout, clock));
    }
}
