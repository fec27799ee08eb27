package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.InsecureHttp;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes for one upstream identity provider: its name, or a protected resource that names it, and
 * either a client that was registered by hand or how one is to be registered. Immutable and thread-safe.
 *
 * @see Upstreams an example
 */
public final class UpstreamConfig {
    // any service has a URL like this: what depends on the real one is checked when that is known
    private static final String ANY_CONSUMER = "https://service.invalid";

    private final String name;
    private final @Nullable PreRegisteredClient client;
    private final @Nullable Consumer<DcrRequestBuilder> dcr;
    private final @Nullable String resource;
    private final @Nullable ClientAuthentication authentication;
    private final @Nullable InsecureHttp insecureHttp;
    private final @Nullable InsecureHttp insecureResource;
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
        resource = builder.resource;
        authentication = builder.authentication;
        insecureHttp = builder.insecureHttp;
        insecureResource = builder.insecureResource;
        scopes = List.copyOf(builder.scopes);
        redirectUri = builder.redirectUri;
        authorizationEndpoint = builder.authorizationEndpoint;
        tokenEndpoint = builder.tokenEndpoint;
        issuer = builder.issuer;
        serverSendsIss = builder.serverSendsIss;
        providerName = builder.providerName;
        printed = isKept() ? printedKept(builder.printedDcr) : Objects.requireNonNull(client);
        if (!isKept()) {
            // its name is not in the message about an address that is http where that is not open
            DcrRequest unused = serverOfFixedClient(ANY_CONSUMER, ANY_CONSUMER);
        }
    }

    private Object printedKept(@Nullable String printedDcr) {
        Object server = resource == null
                ? "server=" + ForeignText.of(request(ANY_CONSUMER).server())
                : "resource="
                        + ForeignText.of(
                                resourceRequest(ANY_CONSUMER).resource().getAuthority());
        if (client != null) {
            return server + ", " + client;
        }
        if (printedDcr == null) {
            return server;
        }
        return resource == null ? printedDcr : server + ", " + printedDcr;
    }

    /**
     * Returns whether the client is kept in the store: all are but one that was registered by hand, with its endpoints,
     * of whose server nothing is discovered.
     */
    public boolean isKept() {
        return client == null || tokenEndpoint == null;
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

    /** Returns the protected resource whose metadata names the server (RFC 9728); empty where the server is named. */
    public Optional<URI> resource() {
        return Optional.ofNullable(resource).map(URI::create);
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

    /**
     * Returns the server's issuer, as it was said besides: of a server of which nothing is discovered, of the one that
     * has a client registered by hand, or of the one that the resource has to name.
     */
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
        if (resource != null) {
            resourceRequest(consumer);
        } else if (isKept()) {
            request(consumer);
        }
    }

    /**
     * Returns what is asked for at this upstream.
     *
     * @param consumer who the service is
     * @throws IllegalArgumentException for a consumer that cannot be one
     * @throws IllegalStateException if a resource names the server ({@link #resourceRequest}), the client is registered
     *     by hand and nothing is discovered, or something is missing or does not go together
     */
    public DcrRequest request(String consumer) {
        return request(consumer, secretAsItIs());
    }

    DcrRequest request(String consumer, @Nullable Supplier<Secret> secret) {
        if (resource != null) {
            throw new IllegalStateException("upstream " + name
                    + " has the server that a resource names: UpstreamClient.request() reads which one that is");
        }
        ensureKept();
        DcrRequestBuilder request = DcrRequest.builder(consumer);
        if (client != null) {
            request.upstreamIssuer(Objects.requireNonNull(issuer, "issuer"));
        }
        set(request, secret);
        return request.build();
    }

    /**
     * Returns what is asked for at this upstream, at whichever server the resource names.
     *
     * @param consumer who the service is
     * @throws IllegalArgumentException for a consumer that cannot be one, or something does not go together
     * @throws IllegalStateException if no resource names the server, or something is missing
     */
    public ResourceRequest resourceRequest(String consumer) {
        return resourceRequest(consumer, secretAsItIs());
    }

    ResourceRequest resourceRequest(String consumer, @Nullable Supplier<Secret> secret) {
        if (resource == null) {
            throw new IllegalStateException("upstream " + name + " names its server, and no resource");
        }
        ResourceRequestBuilder request =
                ResourceRequest.builder(consumer, resource).client(each -> set(each, secret));
        if (issuer != null) {
            request.authorizationServer(issuer);
        }
        if (insecureResource != null) {
            request.insecureResource(insecureResource);
        }
        try {
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(inBuilder(e.getMessage()));
        }
    }

    /** Returns a message with the options as they are called at the builder of an upstream. */
    private static String inBuilder(@Nullable String message) {
        return String.valueOf(message)
                .replace("client(c -> c.network(n -> n.insecureHttp(...)))", "insecureHttp(...)")
                .replace("network(n -> n.insecureHttp(...))", "insecureHttp(...)")
                .replace(
                        "set it with clientAt(issuer, …), or name the one server by authorizationServer(issuer)",
                        "name the one server by issuer(...)")
                .replace("clientAt(issuer, …) is for one of them", "issuer(...) says which one it has to be")
                .replace("client()", "dcr(...)");
    }

    private @Nullable Supplier<Secret> secretAsItIs() {
        SecretSource source = client == null ? null : client.clientSecret();
        return source == null ? null : source::read;
    }

    private void ensureKept() {
        if (!isKept()) {
            throw new IllegalStateException("upstream " + name
                    + " has a fixed client, and nothing is discovered: no client of it is in the store");
        }
    }

    /** Sets all but who the service is and which server it is. */
    private void set(DcrRequestBuilder request, @Nullable Supplier<Secret> secret) {
        request.scopes(scopes);
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
        if (dcr != null) {
            dcr.accept(request);
        }
        if (client != null) {
            setClient(request, client, secret);
        }
    }

    private void setClient(DcrRequestBuilder request, PreRegisteredClient byHand, @Nullable Supplier<Secret> secret) {
        String at = Objects.requireNonNull(issuer, "issuer");
        if (secret == null) {
            request.preRegistered(at, byHand.clientId(), (Secret) null);
        } else {
            request.preRegistered(at, byHand.clientId(), secret);
        }
        if (byHand.authMethod() != null) {
            request.authMethods(byHand.authMethod());
        }
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
        try {
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(inBuilder(e.getMessage()));
        }
    }

    private void declare(ServerOptions server) {
        if (authorizationEndpoint != null) {
            server.authorizationEndpoint(authorizationEndpoint);
        }
        if (tokenEndpoint != null) {
            server.tokenEndpoint(tokenEndpoint);
        }
        if (issuer != null && client == null && resource == null) {
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
