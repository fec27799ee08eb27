package io.github.dcr4j.resolver;

import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.ClientProfileBuilder;
import io.github.dcr4j.request.DocumentPlan;
import io.github.dcr4j.request.OtherWays;
import io.github.dcr4j.request.OtherWays.PreRegistered;
import io.github.dcr4j.request.RedirectUris;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Scopes;
import io.github.dcr4j.request.Upstream;
import io.github.dcr4j.request.UpstreamBuilder;
import io.github.dcr4j.request.UpstreamNetwork;
import io.github.dcr4j.server.NetworkOptions;
import io.github.dcr4j.server.OptionNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link DcrRequest}: every value is checked when it is set, combinations in {@link #build()}. What most
 * requests need is set here; the rest stands in three groups: {@link #server}, {@link #network} and {@link #metadata}.
 * Not thread-safe.
 *
 * @see DcrResolver an example
 */
public final class DcrRequestBuilder {
    private final String consumer;
    private final UpstreamBuilder upstream = new UpstreamBuilder();
    private final ClientProfileBuilder profile;
    private RenewalStrategy renewal = RenewalStrategy.REPLACE;
    private boolean deletesSuperseded;
    private @Nullable Duration verifyEvery;
    private @Nullable RegistrationAuthorization authorization;
    private @Nullable String documentId;
    private @Nullable PreRegistered preRegistered;

    DcrRequestBuilder(String consumer) {
        this.consumer = ClientMetadata.consumer(consumer);
        profile = new ClientProfileBuilder(this.consumer);
        profile.members.put("client_name", consumer);
    }

    /**
     * Names the server by the address of its metadata document. The document must name {@link
     * ServerOptions#expectedIssuer}; by default the issuer that the address belongs to: without its well-known part
     * (RFC 8414, section 3; OpenID Connect Discovery, section 4), or else its origin.
     */
    public DcrRequestBuilder discoveryUrl(String discoveryUrl) {
        upstream.discoveryUrl = EndpointUrl.ofOperatorUnlessClosed("discoveryUrl", discoveryUrl);
        return this;
    }

    /**
     * Names the server by its issuer, exactly as the server spells it: with a slash more it is another key. Its
     * well-known addresses are tried in order (RFC 8414, sections 3 and 5).
     */
    public DcrRequestBuilder upstreamIssuer(String upstreamIssuer) {
        upstream.upstreamIssuer = EndpointUrl.issuerUnlessClosed("upstreamIssuer", upstreamIssuer);
        return this;
    }

    /**
     * Names the server by its registration endpoint. Nothing is discovered then: name the endpoints that the grants
     * need as well, {@code server(s -> s.authorizationEndpoint(…).tokenEndpoint(…))}.
     */
    public DcrRequestBuilder registrationEndpoint(String registrationEndpoint) {
        upstream.registrationEndpoint =
                EndpointUrl.ofOperatorUnlessClosed("registrationEndpoint", registrationEndpoint);
        return this;
    }

    /** Sets {@code client_name}, shown to users; by default the consumer. */
    public DcrRequestBuilder clientName(String clientName) {
        profile.members.put("client_name", ClientMetadata.text("clientName", clientName));
        return this;
    }

    /** Sets the one redirect URI, in place of what was set before. */
    public DcrRequestBuilder redirectUri(String redirectUri) {
        return redirectUris(redirectUri);
    }

    /**
     * Sets the redirect URIs, in place of what was set before; none for grants that need none. A native application's
     * on loopback are registered with their port and without one as well, where the server takes that, so that later
     * runs may listen on another (RFC 8252, section 7.3); the credentials that a request gets have that request's port.
     */
    public DcrRequestBuilder redirectUris(String... redirectUris) {
        profile.redirectUris = Arrays.stream(redirectUris)
                .map(RedirectUris::checked)
                .distinct()
                .sorted()
                .toList();
        return this;
    }

    /**
     * Says that the port of a loopback redirect URI matters: another port is another client then, and only that is
     * registered.
     */
    public DcrRequestBuilder loopbackPortMatters() {
        profile.loopbackPortMatters = true;
        return this;
    }

    /** Sets the scopes, each a token of its own (RFC 6749, section 3.3). */
    public DcrRequestBuilder scopes(String... scopes) {
        return scopes(List.of(scopes));
    }

    /** Sets the scopes, each a token of its own (RFC 6749, section 3.3). */
    public DcrRequestBuilder scopes(Collection<String> scopes) {
        profile.scopes = Scopes.checked(scopes);
        return this;
    }

    /** Sets which scopes the registration asks for; {@link ScopePolicy#REQUESTED} by default. */
    public DcrRequestBuilder scopePolicy(ScopePolicy scopePolicy) {
        profile.scopePolicy = Objects.requireNonNull(scopePolicy, "scopePolicy");
        return this;
    }

    /**
     * Registers without scopes where the server refuses those that were asked for. The client then has what the server
     * gives by default, which may be more than the scopes that were named; see {@link
     * io.github.dcr4j.DcrCredentials#scopes()}. Part of the key; excludes {@link #strict}.
     */
    public DcrRequestBuilder dropRefusedScopes() {
        profile.dropsRefusedScopes = true;
        return this;
    }

    /**
     * Sets the grants, {@code grant_types}.
     *
     * @throws IllegalArgumentException for {@code implicit} and {@code password}, which RFC 9700 advises against
     */
    public DcrRequestBuilder grantTypes(String... grantTypes) {
        profile.grantTypes = ClientMetadata.grants(List.of(grantTypes));
        return this;
    }

    /**
     * Sets how the caller can authenticate, the preferred method first. By default {@code client_secret_basic} and
     * {@code client_secret_post}, whichever the server lists first ({@code token_endpoint_auth_methods_supported}),
     * then {@code none}.
     */
    public DcrRequestBuilder authMethods(TokenEndpointAuthMethod... methods) {
        profile.authMethods = ClientMetadata.methods("authMethods", methods);
        return this;
    }

    /**
     * Sets the keys or the certificate by which the client authenticates. Their methods go before those that take a
     * secret, unless {@link #authMethods} gives another order, and are chosen only where the server takes them: {@code
     * private_key_jwt} with one of the algorithms of the keys. The client is registered with the public halves of the
     * keys, {@code jwks}, or where {@link MetadataOptions#jwksUri} is set with that address. The keys are no part of
     * the key of the request: they are replaced under it ({@link DcrOperations#rotateKeys}).
     */
    public DcrRequestBuilder authentication(ClientAuthentication authentication) {
        profile.authentication = Objects.requireNonNull(authentication, "authentication");
        return this;
    }

    /**
     * Asks for a public client: {@code none}, or an error, never another method. The server must support PKCE with
     * {@code S256}.
     */
    public DcrRequestBuilder publicClient() {
        profile.publicClient = true;
        return this;
    }

    /**
     * Sets where the initial access token comes from (RFC 7591, section 3). It is asked for when a client is about to
     * be registered, on a thread of the resolver's executor, and once more if the server answers 401; it is never kept.
     * One that has not returned when the attempt's lease ends is interrupted, as at {@code close}, and asked again
     * under the next lease. The short form of {@link #registrationAuthorization} with a {@link
     * RegistrationAuthorization#bearer bearer} token.
     */
    public DcrRequestBuilder initialAccessToken(Supplier<Secret> initialAccessToken) {
        return registrationAuthorization(
                RegistrationAuthorization.bearer(Objects.requireNonNull(initialAccessToken, "initialAccessToken")));
    }

    /**
     * Sets what authorizes the registration: a token, another scheme of HTTP authentication, or headers that a function
     * makes. In place of what was set before; no part of the key.
     */
    public DcrRequestBuilder registrationAuthorization(RegistrationAuthorization authorization) {
        this.authorization = Objects.requireNonNull(authorization, "authorization");
        return this;
    }

    /**
     * Says where the client's metadata document is served, which is the client's id at a server that takes such ids
     * (draft-ietf-oauth-client-id-metadata-document): one that says {@code client_id_metadata_document_supported} and
     * takes the document's method, {@code private_key_jwt} where the request has keys, else {@code none}. Elsewhere,
     * and for a day where the server refuses the document (an hour if it could not fetch it), a client is registered.
     * Serve {@link DcrRequest#clientIdDocument} there. Part of the key.
     *
     * @param clientId {@code https}, with a path, without query, fragment, user information and dot segments
     * @throws IllegalArgumentException naming the rule that is broken
     */
    public DcrRequestBuilder clientIdDocument(String clientId) {
        documentId = DocumentPlan.checkedId(clientId);
        return this;
    }

    /**
     * Names a client that an operator registered by hand at one server. It goes before every other way; the server's
     * endpoints are discovered all the same. It authenticates by the first of the request's methods that the server
     * lists, of those with a secret if it has one, else of the others. Nothing of it is sent to another server: a
     * request for another fails. It is never replaced; another secret is used at once. The id is part of the key.
     *
     * @param issuer the server's issuer, exactly as it spells it
     * @param clientSecret {@code null} for a client without one
     */
    public DcrRequestBuilder preRegistered(String issuer, String clientId, @Nullable Secret clientSecret) {
        return preRegistered(new PreRegistered(issuer, clientId, clientSecret == null ? null : () -> clientSecret));
    }

    /**
     * Names a client that an operator registered by hand at one server, as {@link #preRegistered(String, String,
     * Secret)} does.
     *
     * @param clientSecret asked each time the client is handed out, so it answers at once, and from any thread: with the
     *     secret that it read last
     */
    public DcrRequestBuilder preRegistered(String issuer, String clientId, Supplier<Secret> clientSecret) {
        return preRegistered(new PreRegistered(issuer, clientId, Objects.requireNonNull(clientSecret, "clientSecret")));
    }

    private DcrRequestBuilder preRegistered(PreRegistered client) {
        preRegistered = client;
        return this;
    }

    /** Tells apart what would otherwise be one client: requests with different variants never share one. */
    public DcrRequestBuilder variant(String variant) {
        profile.variant = ClientMetadata.text("variant", variant);
        return this;
    }

    /**
     * Sets what becomes of the client when its secret runs out; {@link RenewalStrategy#REPLACE} by default. No part of
     * the key: requests that differ in it alone share a client.
     */
    public DcrRequestBuilder renewal(RenewalStrategy renewal) {
        this.renewal = Objects.requireNonNull(renewal, "renewal");
        return this;
    }

    /**
     * Deletes clients that were replaced at the server (RFC 7592, section 2.3), where it offers that: each once its
     * time as a former generation has run out, when the next one is registered. By default they are kept, because
     * refresh tokens are bound to them. No part of the key.
     */
    public DcrRequestBuilder deleteSupersededClients() {
        deletesSuperseded = true;
        return this;
    }

    /**
     * Refuses what the standards do not allow a server to do. By default what can be read safely is tolerated and
     * reported, as {@link io.github.dcr4j.DcrEvent.DeviationTolerated}: many servers bend the standards, and strictness
     * finds no client at them. {@link ServerOptions#registerPathFallback} is off then. Not part of the key: credentials
     * that are stored already are used however they were obtained.
     */
    public DcrRequestBuilder strict() {
        upstream.strict = true;
        return this;
    }

    /**
     * Sets what is declared about the server and demanded of it. The options are set at once; they add up with those of
     * other calls.
     *
     * @param options sets them, such as {@code s -> s.tokenEndpoint("https://idp.example.com/token")}
     */
    public DcrRequestBuilder server(Consumer<ServerOptions> options) {
        options.accept(new ServerOptions(upstream, profile));
        return this;
    }

    /**
     * Sets which addresses may be reached, such as {@code n -> n.allowPrivateAddresses("idp.internal")}. The options
     * are set at once; they add up with those of other calls.
     */
    public DcrRequestBuilder network(Consumer<NetworkOptions> options) {
        options.accept(new UpstreamNetwork(upstream));
        return this;
    }

    /**
     * Sets what messages call the options of this request that they advise, where users do not set them in code; {@link
     * OptionNames} has an example. No part of the key.
     */
    public DcrRequestBuilder optionNames(OptionNames names) {
        upstream.optionNames = names::nameOf;
        return this;
    }

    /**
     * Sets what the registration says about the client beyond what it can do: logo, contacts, software, keys, and any
     * further member. The options are set at once; they add up with those of other calls.
     *
     * @param options sets them, such as {@code m -> m.logoUri("https://gateway.example.com/logo.png")}
     */
    public DcrRequestBuilder metadata(Consumer<MetadataOptions> options) {
        options.accept(new MetadataOptions(profile));
        return this;
    }

    /**
     * Has {@link DcrResolver#verify} done once a {@code period}, from an hour to 90 days, for all replicas: from the
     * first {@code resolve} on a resolver until that is closed, also without further use. It keeps no JVM alive. No
     * part of the key.
     */
    public DcrRequestBuilder verifyEvery(Duration period) {
        verifyEvery = RequestSpec.checkedPeriod(period);
        return this;
    }

    /**
     * Returns the request.
     *
     * @throws IllegalStateException if not exactly one of {@code discoveryUrl}, {@code upstreamIssuer} and
     *     {@code registrationEndpoint} was set, something is missing that the grants need, or the client that is
     *     registered by hand belongs to another server
     * @throws IllegalArgumentException if an address is {@code http}, and {@link NetworkOptions#insecureHttp} is needed,
     *     or a rule about the client's metadata document is broken
     */
    public DcrRequest build() {
        DcrRequest built = buildAnywhere();
        String elsewhere = built.spec().elsewhere();
        if (elsewhere != null) {
            throw new IllegalStateException(elsewhere);
        }
        return built;
    }

    /** Throws if http is not open to the server at {@code issuer}, which a resource names. */
    void ensureOpen(EndpointUrl issuer) {
        if (!issuer.isOpen(upstream.insecure)) {
            throw issuer.closed("issuer", named(AdvisedOption.INSECURE_HTTP_AT_SERVERS));
        }
    }

    /** Returns what messages call an option. */
    String named(AdvisedOption option) {
        return option.named(upstream.optionNames);
    }

    /** Returns the request, also where its client is registered by hand at another server. */
    DcrRequest buildAnywhere() {
        Upstream server = upstream.build(profile.dropsRefusedScopes);
        ClientProfile client = profile.build();
        RequestSpec spec = new RequestSpec(
                consumer,
                server,
                client,
                new OtherWays(preRegistered, documentId == null ? null : DocumentPlan.of(documentId, client)),
                new RequestSpec.Suppliers(authorization, profile.softwareStatement),
                upstream.providerName,
                renewal,
                deletesSuperseded,
                verifyEvery);
        UpstreamBuilder.checkEndpoints(server, client);
        return new DcrRequest(spec);
    }
}
