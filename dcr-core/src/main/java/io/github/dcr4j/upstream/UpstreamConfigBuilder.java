package io.github.dcr4j.upstream;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.NetworkOptions;
import io.github.dcr4j.server.OptionNames;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link UpstreamConfig}: every value is checked when it is set, combinations in {@link #build()}. Not
 * thread-safe.
 *
 * @see Upstreams an example
 */
public final class UpstreamConfigBuilder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    final String name;

    @Nullable
    PreRegisteredClient client;

    @Nullable
    Consumer<DcrRequestBuilder> dcr;

    @Nullable
    String printedDcr;

    @Nullable
    String resource;

    List<String> scopes = List.of();

    @Nullable
    ClientAuthentication authentication;

    @Nullable
    InsecureHttp insecureHttp;

    @Nullable
    InsecureHttp insecureResource;

    @Nullable
    String redirectUri;

    @Nullable
    String authorizationEndpoint;

    @Nullable
    String tokenEndpoint;

    @Nullable
    String issuer;

    boolean serverSendsIss;

    @Nullable
    String providerName;

    OptionNames optionNames = UpstreamConfigBuilder::ownName;

    private final DcrRequestBuilder checking = DcrRequest.builder("checking");

    UpstreamConfigBuilder(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException("name must be 1 to 64 letters, digits, dots, dashes and underscores,"
                    + " beginning with a letter or digit");
        }
        this.name = name;
    }

    /**
     * Sets a public client that was registered by hand. Its server is known by both endpoints, or else discovered from
     * {@link #issuer}; {@link #dcr} may say then which grants it has, and which addresses may be reached.
     */
    public UpstreamConfigBuilder client(String clientId) {
        return client(new PreRegisteredClient(clientId, null, null));
    }

    /**
     * Sets a confidential client that was registered by hand; it authenticates by {@code client_secret_basic}, or if
     * its server is discovered, by the method with a secret that the server lists first.
     */
    public UpstreamConfigBuilder client(String clientId, SecretSource clientSecret) {
        return client(new PreRegisteredClient(clientId, Objects.requireNonNull(clientSecret, "clientSecret"), null));
    }

    /** Sets a client that was registered by hand, and how it authenticates. */
    public UpstreamConfigBuilder client(
            String clientId, @Nullable SecretSource clientSecret, TokenEndpointAuthMethod authMethod) {
        return client(
                new PreRegisteredClient(clientId, clientSecret, Objects.requireNonNull(authMethod, "authMethod")));
    }

    /**
     * Names the protected resource that tokens are for, an MCP server say, in place of the server: its metadata names
     * that (RFC 9728), and another one later. The server's name is read when the client is first needed. With {@link
     * #issuer} there is one server that it has to be. A client is registered with what {@link #dcr} says, if anything.
     *
     * @param resource {@code https}, or {@code http} on loopback or where {@link #insecureResource} opens it, without a
     *     fragment
     */
    public UpstreamConfigBuilder resource(String resource) {
        ResourceRequestBuilder checked = ResourceRequest.builder("checking", resource);
        Objects.requireNonNull(checked);
        this.resource = resource;
        return this;
    }

    /** Returns what an option is called that is set here; {@code dcr} sets the others. */
    private static Optional<String> ownName(String option) {
        return switch (option) {
            case "insecureHttp", "insecureResource", "issuer", "dcr" -> Optional.of(option + "(...)");
            case "serverSendsIss" -> Optional.of("serverSendsIss()");
            default -> Optional.empty();
        };
    }

    /** Throws if an address that {@code set} sets is {@code http} where that is not open. */
    void ensureOpen(Consumer<ServerOptions> set) {
        DcrRequestBuilder checked =
                DcrRequest.builder("checking").optionNames(optionNames).server(set);
        InsecureHttp open = insecureHttp;
        if (open != null) {
            checked.network(n -> n.insecureHttp(open));
        }
        try {
            DcrRequest unused = checked.build();
        } catch (IllegalStateException e) {
            return; // there is more to a request
        }
    }

    /** Throws if the resource is {@code http} where that is not open. */
    void ensureResourceIsOpen() {
        ResourceRequestBuilder checked = ResourceRequest.builder("checking", Objects.requireNonNull(resource))
                .client(request -> request.grantTypes("client_credentials").optionNames(optionNames));
        if (insecureResource != null) {
            checked.insecureResource(insecureResource);
        }
        checked.build();
    }

    UpstreamConfigBuilder client(PreRegisteredClient client) {
        this.client = client;
        return this;
    }

    /**
     * Sets how a client is registered, such as {@code request -> request.upstreamIssuer("https://idp.example.com")}.
     * Each value is checked now, as {@link DcrRequestBuilder} checks it, and wins over what is set here.
     *
     * @param dcr called for each request that is built, by any thread; sets the same each time
     */
    public UpstreamConfigBuilder dcr(Consumer<DcrRequestBuilder> dcr) {
        dcr.accept(DcrRequest.builder("checking"));
        return dcr(dcr, null);
    }

    /**
     * Sets how a client is registered, checked, and how that is printed: without secrets, or the server's name alone.
     */
    UpstreamConfigBuilder dcr(Consumer<DcrRequestBuilder> checked, @Nullable String printed) {
        dcr = checked;
        printedDcr = printed;
        return this;
    }

    /**
     * Sets the keys or the certificate by which the client authenticates, one that is registered or one that was
     * registered by hand: {@link UpstreamClient#authentication}. A client that was registered by hand without a secret
     * and without a method of its own authenticates by {@code private_key_jwt} then, if there are keys.
     */
    public UpstreamConfigBuilder authentication(ClientAuthentication authentication) {
        this.authentication = Objects.requireNonNull(authentication, "authentication");
        return this;
    }

    /**
     * Opens {@code http} to one exact host and port, for development only; see {@link NetworkOptions#insecureHttp}. A
     * client that was registered by hand has its endpoints there.
     */
    public UpstreamConfigBuilder insecureHttp(InsecureHttp insecureHttp) {
        this.insecureHttp = Objects.requireNonNull(insecureHttp, "insecureHttp");
        return this;
    }

    /**
     * Opens {@code http} to the {@link #resource} at its one exact host and port, for development only; see {@link
     * ResourceRequestBuilder#insecureResource}. {@link #insecureHttp} is about the authorization server.
     */
    public UpstreamConfigBuilder insecureResource(InsecureHttp insecureHttp) {
        ResourceRequestBuilder checked =
                ResourceRequest.builder("checking", "https://resource.invalid").insecureResource(insecureHttp);
        Objects.requireNonNull(checked);
        this.insecureResource = insecureHttp;
        return this;
    }

    /** Sets the scopes. */
    public UpstreamConfigBuilder scopes(String... scopes) {
        return scopes(Arrays.asList(scopes));
    }

    /** Sets the scopes. */
    public UpstreamConfigBuilder scopes(Collection<String> scopes) {
        checking.scopes(scopes);
        this.scopes = List.copyOf(scopes);
        return this;
    }

    /** Sets the redirect URI; by default <code>{consumer}/oauth/callback</code> for a client that is registered. */
    public UpstreamConfigBuilder redirectUri(String redirectUri) {
        checking.redirectUri(redirectUri);
        this.redirectUri = redirectUri;
        return this;
    }

    /** Sets the authorization endpoint; wins over what is discovered. */
    public UpstreamConfigBuilder authorizationEndpoint(String authorizationEndpoint) {
        checking.server(s -> s.authorizationEndpoint(authorizationEndpoint));
        this.authorizationEndpoint = authorizationEndpoint;
        return this;
    }

    /** Sets the token endpoint; wins over what is discovered. */
    public UpstreamConfigBuilder tokenEndpoint(String tokenEndpoint) {
        checking.server(s -> s.tokenEndpoint(tokenEndpoint));
        this.tokenEndpoint = tokenEndpoint;
        return this;
    }

    /**
     * Sets the server's issuer: what {@code iss} in authorization responses is compared with (RFC 9207) where nothing
     * is discovered, for a client that was registered by hand or with a {@code registrationEndpoint}. Without endpoints
     * it is what the server of a client that was registered by hand is discovered from, and nothing of the client is
     * sent to another one. Beside {@link #resource} it is the one server that is used.
     */
    public UpstreamConfigBuilder issuer(String issuer) {
        checking.server(s -> s.issuer(issuer));
        this.issuer = issuer;
        return this;
    }

    /** Declares that the server sends {@code iss} in authorization responses (RFC 9207), whatever its metadata says. */
    public UpstreamConfigBuilder serverSendsIss() {
        this.serverSendsIss = true;
        return this;
    }

    /** Sets the provider's name, for audit only; the upstream's name by default. */
    public UpstreamConfigBuilder providerName(String providerName) {
        checking.server(s -> s.providerName(providerName));
        this.providerName = providerName;
        return this;
    }

    /**
     * Returns the upstream.
     *
     * @throws IllegalStateException if none of a client, {@code dcr} and a resource is set, something is missing, or
     *     values do not go together
     * @throws IllegalArgumentException if an address is {@code http}, neither on loopback nor where {@link
     *     #insecureHttp} or {@link #insecureResource} opens it, or {@code dcr} names a server beside a resource
     */
    public UpstreamConfig build() {
        return new UpstreamConfig(this);
    }
}
