package io.github.dcr4j.resolver;

import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.registration.SoftwareStatement;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.ClientProfileBuilder;
import io.github.dcr4j.request.RedirectUris;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Scopes;
import io.github.dcr4j.request.Upstream;
import io.github.dcr4j.request.UpstreamBuilder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link DcrRequest}: every value is checked when it is set, combinations in {@link #build()}. Not
 * thread-safe.
 */
public final class DcrRequestBuilder {
    private final String consumer;
    private final UpstreamBuilder upstream = new UpstreamBuilder();
    private final ClientProfileBuilder profile;
    private RenewalStrategy renewal = RenewalStrategy.REPLACE;
    private boolean deletesSuperseded;
    private @Nullable RegistrationAuthorization authorization;
    private @Nullable Supplier<String> softwareStatement;
    private @Nullable String providerName;

    DcrRequestBuilder(String consumer) {
        this.consumer = ClientMetadata.consumer(consumer);
        profile = new ClientProfileBuilder(this.consumer);
        profile.members.put("client_name", consumer);
    }

    /**
     * Names the server by the address of its metadata document. The document must name {@link #expectedIssuer}; by
     * default the issuer that the address belongs to: without its well-known part (RFC 8414, section 3; OpenID Connect
     * Discovery, section 4), or else its origin.
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
     * Names the server by its registration endpoint. Nothing is discovered then: name the endpoints that the grants need
     * as well.
     */
    public DcrRequestBuilder registrationEndpoint(String registrationEndpoint) {
        upstream.registrationEndpoint =
                EndpointUrl.ofOperatorUnlessClosed("registrationEndpoint", registrationEndpoint);
        return this;
    }

    /** Sets the issuer that the document at {@link #discoveryUrl} must name, character by character. */
    public DcrRequestBuilder expectedIssuer(String expectedIssuer) {
        upstream.expectedIssuer = EndpointUrl.issuerUnlessClosed("expectedIssuer", expectedIssuer);
        return this;
    }

    /**
     * Sets the issuer of the server at {@link #registrationEndpoint}, of which nothing is discovered: what {@code iss} in its
     * authorization responses is compared with (RFC 9207), and what tells it from others (RFC 9700, section 4.4). Where
     * metadata is discovered it names the issuer. No part of the key.
     */
    public DcrRequestBuilder issuer(String issuer) {
        upstream.issuer = EndpointUrl.issuerUnlessClosed("issuer", issuer);
        return this;
    }

    /**
     * Declares that the server sends {@code iss} in its authorization responses (RFC 9207) though its metadata does not say
     * so, or none is discovered: a response without it is not the server's then.
     */
    public DcrRequestBuilder serverSendsIss() {
        upstream.declaredIss = true;
        return this;
    }

    /** Sets the authorization endpoint; wins over what is discovered. */
    public DcrRequestBuilder authorizationEndpoint(String authorizationEndpoint) {
        upstream.authorizationEndpoint =
                EndpointUrl.ofOperatorUnlessClosed("authorizationEndpoint", authorizationEndpoint);
        return this;
    }

    /** Sets the token endpoint; wins over what is discovered. */
    public DcrRequestBuilder tokenEndpoint(String tokenEndpoint) {
        upstream.tokenEndpoint = EndpointUrl.ofOperatorUnlessClosed("tokenEndpoint", tokenEndpoint);
        return this;
    }

    /** Declares which authentication methods the server supports, whatever its metadata says. */
    public DcrRequestBuilder serverAuthMethods(TokenEndpointAuthMethod... methods) {
        upstream.declaredAuthMethods = distinct("serverAuthMethods", methods);
        return this;
    }

    /** Declares that the server supports PKCE with {@code S256} though its metadata does not say so. */
    public DcrRequestBuilder serverSupportsPkceS256() {
        upstream.declaredPkceS256 = true;
        return this;
    }

    /**
     * Says whether <code>{issuer}/register</code> is tried when valid metadata names no registration endpoint; true by
     * default.
     */
    public DcrRequestBuilder registerPathFallback(boolean registerPathFallback) {
        upstream.registerPathFallback = registerPathFallback;
        return this;
    }

    /**
     * Takes a metadata document that does not name its issuer for the one that is expected, though RFC 8414, section 3.3,
     * wants them compared: nothing but its address says then whose document it is.
     */
    public DcrRequestBuilder issuerMayBeMissing() {
        upstream.issuerMayBeMissing = true;
        return this;
    }

    /**
     * Refuses what the standards do not allow a server to do. By default what can be read safely is tolerated and reported, as
     * {@link io.github.dcr4j.DcrEvent.DeviationTolerated}: many servers bend the standards, and strictness finds no client at them.
     * {@link #registerPathFallback} is off then. Not part of the key: credentials that are stored already are used however they were obtained.
     */
    public DcrRequestBuilder strict() {
        upstream.strict = true;
        return this;
    }

    /** Sets the one redirect URI, in place of what was set before. */
    public DcrRequestBuilder redirectUri(String redirectUri) {
        return redirectUris(redirectUri);
    }

    /**
     * Sets the redirect URIs, in place of what was set before; none for grants that need none. A native application's on loopback
     * are registered with their port and without one as well, where the server takes that, so that later runs may listen on another
     * (RFC 8252, section 7.3); the credentials that a request gets have that request's port.
     */
    public DcrRequestBuilder redirectUris(String... redirectUris) {
        profile.redirectUris = Arrays.stream(redirectUris)
                .map(RedirectUris::checked)
                .distinct()
                .sorted()
                .toList();
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
     * Registers without scopes where the server refuses those that were asked for. The client then has what the server gives
     * by default, which may be more than the scopes that were named; see {@link io.github.dcr4j.DcrCredentials#scopes()}. Part
     * of the key; excludes {@link #strict}.
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
     * Sets the response types, {@code response_types} (RFC 7591, section 2), where they are others than {@code code} for the
     * authorization code grant and none for all other grants. None given are sent as an empty list. Part of the key.
     *
     * @throws IllegalArgumentException for {@code token}, which RFC 9700, section 2.1.2, advises against
     */
    public DcrRequestBuilder responseTypes(String... responseTypes) {
        profile.responseTypes = ClientMetadata.responses(List.of(responseTypes));
        return this;
    }

    /**
     * Leaves {@code response_types} out where no grant needs one, for servers that take no empty list (Spring Authorization
     * Server). By RFC 7591, section 2, that asks for {@code code}. Part of the key.
     */
    public DcrRequestBuilder leaveOutEmptyResponseTypes() {
        profile.leavesOutEmptyResponseTypes = true;
        return this;
    }

    /**
     * Sets how the caller can authenticate, the preferred method first. By default {@code client_secret_basic} and
     * {@code client_secret_post}, whichever the server lists first ({@code token_endpoint_auth_methods_supported}), then
     * {@code none}.
     */
    public DcrRequestBuilder authMethods(TokenEndpointAuthMethod... methods) {
        profile.authMethods = distinct("authMethods", methods);
        return this;
    }

    /**
     * Sets the keys or the certificate by which the client authenticates. Their methods go before those that take a secret,
     * unless {@link #authMethods} gives another order, and are chosen only where the server takes them: {@code
     * private_key_jwt} with one of the algorithms of the keys. The client is registered with the public halves of the keys,
     * {@code jwks}, or where {@link #jwksUri} is set with that address. The keys are no part of the key of the request: they
     * are replaced under it ({@link DcrOperations#rotateKeys}).
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

    /** Demands that the server supports PKCE with {@code S256}, also of a confidential client (RFC 9700). */
    public DcrRequestBuilder requirePkceS256() {
        profile.pkceRequired = true;
        return this;
    }

    /** Sets {@code application_type}: {@code native} or {@code web} (OpenID Connect Registration, section 2). */
    public DcrRequestBuilder applicationType(String applicationType) {
        if (!applicationType.equals("native") && !applicationType.equals("web")) {
            throw new IllegalArgumentException(
                    "applicationType must be 'native' or 'web': '" + ClientMetadata.printable(applicationType) + "'");
        }
        profile.applicationType = applicationType;
        return this;
    }

    /** Tells apart what would otherwise be one client: requests with different variants never share one. */
    public DcrRequestBuilder variant(String variant) {
        profile.variant = ClientMetadata.text("variant", variant);
        return this;
    }

    /** Says that the port of a loopback redirect URI matters: another port is another client then, and only that is registered. */
    public DcrRequestBuilder loopbackPortMatters() {
        profile.loopbackPortMatters = true;
        return this;
    }

    /**
     * Sets where the initial access token comes from (RFC 7591, section 3). It is asked for when a client is about to be
     * registered, on a thread of the resolver's executor, and once more if the server answers 401; it is never kept. One that
     * has not returned when the attempt's lease ends is interrupted, as at {@code close}, and asked again under the next lease.
     * The short form of {@link #registrationAuthorization} with a {@link RegistrationAuthorization#bearer bearer} token.
     */
    public DcrRequestBuilder initialAccessToken(Supplier<Secret> initialAccessToken) {
        return registrationAuthorization(
                RegistrationAuthorization.bearer(Objects.requireNonNull(initialAccessToken, "initialAccessToken")));
    }

    /**
     * Sets what authorizes the registration: a token, another scheme of HTTP authentication, or headers that a function makes.
     * In place of what was set before; no part of the key.
     */
    public DcrRequestBuilder registrationAuthorization(RegistrationAuthorization authorization) {
        this.authorization = Objects.requireNonNull(authorization, "authorization");
        return this;
    }

    /**
     * Lets calls for this request reach private networks: RFC 1918, RFC 6598 (carrier-grade NAT) and RFC 4193. By
     * default only public addresses are dialled, and those of this machine where the URL you give names it. Link-local
     * addresses and the metadata services of clouds are never dialled.
     */
    public DcrRequestBuilder allowPrivateAddresses() {
        upstream.privateAddressesAllowed = true;
        return this;
    }

    /**
     * Lets calls for this request reach private networks at these hosts only, as {@link #allowPrivateAddresses()} does
     * at every host. May be called again for more.
     *
     * @param hosts host names or addresses, without a port
     */
    public DcrRequestBuilder allowPrivateAddresses(String... hosts) {
        if (hosts.length == 0) {
            throw new IllegalArgumentException(
                    "allowPrivateAddresses must name at least one host, or be called without");
        }
        for (String host : hosts) {
            EndpointUrl url = EndpointUrl.ofOperator("allowPrivateAddresses", "https://" + host);
            if (!url.text().equals("https://" + url.uri().getHost())) {
                throw new IllegalArgumentException(
                        "allowPrivateAddresses must be given hosts without port and path: " + url.printable());
            }
            upstream.privateHosts.add(url.host());
        }
        return this;
    }

    /**
     * Vouches for a host that the server's metadata may name, as if you had named it yourself: an initial access token
     * is sent there, and if the host is loopback it is reached. Without this, an endpoint at another host and port than those
     * of {@code discoveryUrl}, {@code upstreamIssuer}, {@code registrationEndpoint} and {@code expectedIssuer} is used only
     * without a token.
     *
     * @param authority host and port, {@code api.example.com:8443}, or a host alone, whose port is then 443
     */
    public DcrRequestBuilder trustAuthority(String authority) {
        EndpointUrl url = EndpointUrl.ofOperator("trustAuthority", "https://" + authority);
        if (!url.uri().getRawPath().isEmpty() || url.uri().getRawQuery() != null) {
            throw new IllegalArgumentException("trustAuthority must be a host and a port: " + url.printable());
        }
        upstream.trustedAuthorities.add(url.authority());
        return this;
    }

    /**
     * Opens {@code http} to one exact host and port, for development only: by default it is open on loopback alone. What is found
     * there may name addresses there; elsewhere they are {@code https}. What authorizes a registration is sent there only if {@link
     * InsecureHttp#withInitialAccessToken} says so. Which addresses are dialled is another matter: see {@link
     * #allowPrivateAddresses(String...)}. Each resolver warns of it once.
     */
    public DcrRequestBuilder insecureHttp(InsecureHttp insecureHttp) {
        upstream.insecure = insecureHttp.authority();
        upstream.authorizedInsecurely = insecureHttp.initialAccessToken();
        return this;
    }

    /** Sets a name of the provider, for audit only. */
    public DcrRequestBuilder providerName(String providerName) {
        this.providerName = ClientMetadata.text("providerName", providerName);
        return this;
    }

    /** Sets {@code client_name}, shown to users. */
    public DcrRequestBuilder clientName(String clientName) {
        return member("client_name", ClientMetadata.text("clientName", clientName));
    }

    /** Sets {@code client_uri}, a page about the client. */
    public DcrRequestBuilder clientUri(String clientUri) {
        return member("client_uri", ClientMetadata.webPage("clientUri", clientUri));
    }

    /** Sets {@code logo_uri}. */
    public DcrRequestBuilder logoUri(String logoUri) {
        return member("logo_uri", ClientMetadata.webPage("logoUri", logoUri));
    }

    /** Sets {@code policy_uri}, the privacy policy. */
    public DcrRequestBuilder policyUri(String policyUri) {
        return member("policy_uri", ClientMetadata.webPage("policyUri", policyUri));
    }

    /** Sets {@code tos_uri}, the terms of service. */
    public DcrRequestBuilder tosUri(String tosUri) {
        return member("tos_uri", ClientMetadata.webPage("tosUri", tosUri));
    }

    /** Sets {@code contacts}, usually addresses of e-mail. */
    public DcrRequestBuilder contacts(String... contacts) {
        return member("contacts", ClientMetadata.contacts(List.of(contacts)));
    }

    /** Sets {@code software_id}, part of the key: at most 255 printable ASCII characters. */
    public DcrRequestBuilder softwareId(String softwareId) {
        return member("software_id", ClientMetadata.ascii("softwareId", softwareId, 255));
    }

    /** Sets {@code software_version}. */
    public DcrRequestBuilder softwareVersion(String softwareVersion) {
        return member("software_version", ClientMetadata.text("softwareVersion", softwareVersion));
    }

    /**
     * Sets {@code software_statement}, a signed JWT that is sent as it is (RFC 7591, section 2.3), of at most 64 KiB. One that
     * has expired is not sent. Not part of the key: a statement that asks for something else wants another {@link #variant}.
     */
    public DcrRequestBuilder softwareStatement(String softwareStatement) {
        this.softwareStatement = null;
        return member(
                "software_statement",
                ClientMetadata.ascii("softwareStatement", softwareStatement, SoftwareStatement.LONGEST));
    }

    /**
     * Sets where {@code software_statement} comes from, for statements that live for minutes. It is asked for when a client is
     * about to be registered or updated, as the {@linkplain #initialAccessToken initial access token} is, and never kept.
     */
    public DcrRequestBuilder softwareStatement(Supplier<String> softwareStatement) {
        this.softwareStatement = Objects.requireNonNull(softwareStatement, "softwareStatement");
        profile.members.remove("software_statement");
        return this;
    }

    /** Sets {@code jwks_uri}, where the client's public keys are; excludes {@link #jwks}. */
    public DcrRequestBuilder jwksUri(String jwksUri) {
        return member("jwks_uri", ClientMetadata.webPage("jwksUri", jwksUri));
    }

    /** Sets {@code jwks}, the client's public keys, as the members of a JWK Set; excludes {@link #jwksUri}. */
    public DcrRequestBuilder jwks(Map<String, ?> jwks) {
        return member("jwks", ClientMetadata.publicKeys(jwks));
    }

    /** Sets a human-readable member in one language (RFC 7591, section 2.2), such as {@code client_name} in {@code de}. */
    public DcrRequestBuilder localized(String member, String languageTag, String value) {
        String name = ClientMetadata.localizedName(member, languageTag);
        return member(name, ClientMetadata.localizedValue(name, value));
    }

    /**
     * Sets any further member, part of the key: a string, a whole number, a boolean, or a list or map of such.
     *
     * @throws IllegalArgumentException for a member that has a method of its own, or that only the server sets
     */
    public DcrRequestBuilder metadata(String name, Object value) {
        return member(ClientMetadata.furtherName(name), ClientMetadata.json(name, value));
    }

    private DcrRequestBuilder member(String name, Object value) {
        profile.members.put(name, value);
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
     * Deletes clients that were replaced at the server (RFC 7592, section 2.3), where it offers that: each once its time as
     * a former generation has run out, when the next one is registered. By default they are kept, because refresh tokens are
     * bound to them. No part of the key.
     */
    public DcrRequestBuilder deleteSupersededClients() {
        deletesSuperseded = true;
        return this;
    }

    /**
     * Returns the request.
     *
     * @throws IllegalStateException if not exactly one of {@code discoveryUrl}, {@code upstreamIssuer} and
     *     {@code registrationEndpoint} was set, or something is missing that the grants need
     * @throws IllegalArgumentException if an address is {@code http}, neither on loopback nor where {@link #insecureHttp} opens it
     */
    public DcrRequest build() {
        Upstream server = upstream.build(profile.dropsRefusedScopes);
        ClientProfile client = profile.build();
        RequestSpec spec = new RequestSpec(
                consumer,
                server,
                client,
                new RequestSpec.Suppliers(authorization, softwareStatement),
                providerName,
                renewal,
                deletesSuperseded);
        UpstreamBuilder.checkEndpoints(server, client);
        return new DcrRequest(spec);
    }

    private static List<TokenEndpointAuthMethod> distinct(String property, TokenEndpointAuthMethod... methods) {
        if (methods.length == 0) {
            throw new IllegalArgumentException(property + " must name at least one method");
        }
        return Arrays.stream(methods).distinct().toList();
    }
}
