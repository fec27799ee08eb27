package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.InsecureHttp;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes for one upstream identity provider: its name, and either a client that was registered by hand
 * or how one is to be registered. Immutable and thread-safe.
 */
public final class UpstreamConfig {
    // any service has a URL like this: what depends on the real one is checked when that is known
    private static final String ANY_CONSUMER = "https://service.invalid";

    private final String name;
    private final @Nullable PreRegisteredClient client;
    private final @Nullable Consumer<DcrRequestBuilder> dcr;
    private final @Nullable ClientAuthentication authentication;
    private final @Nullable InsecureHttp insecureHttp;
    private final List<String> scopes;
    private final @Nullable String redirectUri;
    private final @Nullable String authorizationEndpoint;
    private final @Nullable String tokenEndpoint;
    private final @Nullable String issuer;
    private final boolean serverSendsIss;
    private final @Nullable String providerName;
    private final Object printed;

    UpstreamConfig(UpstreamConfigBuilder builder) {
        name = builder.name;
        client = builder.client;
        dcr = builder.dcr;
        authentication = builder.authentication;
        insecureHttp = builder.insecureHttp;
        scopes = List.copyOf(builder.scopes);
        redirectUri = builder.redirectUri;
        authorizationEndpoint = builder.authorizationEndpoint;
        tokenEndpoint = builder.tokenEndpoint;
        issuer = builder.issuer;
        serverSendsIss = builder.serverSendsIss;
        providerName = builder.providerName;
        if (client == null) {
            DcrRequest checked = request(ANY_CONSUMER);
            printed = builder.printedDcr == null ? "server=" + ForeignText.of(checked.server()) : builder.printedDcr;
        } else {
            // its name is not in the message about an address that is http where that is not open
            DcrRequest unused = serverOfFixedClient(ANY_CONSUMER, ANY_CONSUMER);
            printed = client;
        }
    }

    /**
     * Starts an upstream.
     *
     * @param name what logs, messages and callers call it: letters, digits, dots, dashes and underscores, at most 64
     * @throws IllegalArgumentException for another name
     */
    public static UpstreamConfigBuilder builder(String name) {
        return new UpstreamConfigBuilder(name);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the client that was registered by hand; empty where one is registered. */
    public Optional<PreRegisteredClient> client() {
        return Optional.ofNullable(client);
    }

    /**
     * Returns the keys or the certificate that were set here; empty where none were, and for those that {@code dcr}
     * sets.
     */
    public Optional<ClientAuthentication> authentication() {
        return Optional.ofNullable(authentication);
    }

    /** Returns the scopes; empty for none. */
    public List<String> scopes() {
        return scopes;
    }

    /** Returns the redirect URI; empty for the one that follows from who the service is. */
    public Optional<String> redirectUri() {
        return Optional.ofNullable(redirectUri);
    }

    /** Returns the authorization endpoint, which wins over what is discovered. */
    public Optional<URI> authorizationEndpoint() {
        return Optional.ofNullable(authorizationEndpoint).map(URI::create);
    }

    /** Returns the token endpoint, which wins over what is discovered. */
    public Optional<URI> tokenEndpoint() {
        return Optional.ofNullable(tokenEndpoint).map(URI::create);
    }

    /** Returns the issuer of a server of which nothing is discovered; empty where it was not said. */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** Returns whether it was said that the server sends {@code iss} in authorization responses (RFC 9207). */
    public boolean serverSendsIss() {
        return serverSendsIss;
    }

    /** Returns the provider's name, for audit only. */
    public Optional<String> providerName() {
        return Optional.ofNullable(providerName);
    }

    /** Checks what depends on who the service is. */
    void checkFor(String consumer) {
        if (dcr != null) {
            request(consumer);
        }
    }

    /**
     * Returns what is asked for at this upstream.
     *
     * @param consumer who the service is
     * @throws IllegalArgumentException for a consumer that cannot be one
     * @throws IllegalStateException if nothing is to be registered here, or something is missing or does not go
     *     together
     */
    public DcrRequest request(String consumer) {
        if (dcr == null) {
            throw new IllegalStateException("upstream " + name + " has a fixed client; nothing is registered there");
        }
        DcrRequestBuilder request = DcrRequest.builder(consumer).scopes(scopes);
        if (redirectUri != null) {
            request.redirectUri(redirectUri);
        }
        if (authentication != null) {
            request.authentication(authentication);
        }
        if (insecureHttp != null) {
            request.network(n -> n.insecureHttp(insecureHttp));
        }
        request.server(this::declare);
        dcr.accept(request);
        return request.build();
    }

    /** Names the server of a client that was registered by hand, for calls to it; nothing is registered there. */
    DcrRequest serverOfFixedClient(String consumer) {
        return serverOfFixedClient(consumer, String.valueOf(tokenEndpoint));
    }

    private DcrRequest serverOfFixedClient(String consumer, String namedBy) {
        DcrRequestBuilder request = DcrRequest.builder(consumer)
                .registrationEndpoint(namedBy)
                .server(s -> s.tokenEndpoint(String.valueOf(tokenEndpoint))
                        .authorizationEndpoint(String.valueOf(authorizationEndpoint)))
                .grantTypes("client_credentials")
                // no document says where to: the operator does
                .network(n -> n.allowPrivateAddresses());
        if (issuer != null) {
            request.server(s -> s.issuer(issuer));
        }
        if (insecureHttp != null) {
            request.network(n -> n.insecureHttp(insecureHttp));
        }
        return request.build();
    }

    private void declare(ServerOptions server) {
        if (authorizationEndpoint != null) {
            server.authorizationEndpoint(authorizationEndpoint);
        }
        if (tokenEndpoint != null) {
            server.tokenEndpoint(tokenEndpoint);
        }
        if (issuer != null) {
            server.issuer(issuer);
        }
        if (serverSendsIss) {
            server.sendsIss();
        }
        server.providerName(providerName == null ? name : providerName);
    }

    /**
     * Prints the name, and what is configured, without secrets; of what was set in code, the server's host and port.
     */
    @Override
    public String toString() {
        return "UpstreamConfig[" + name + ", " + printed + "]";
    }
}
