package io.github.dcr4j;

import io.github.dcr4j.ClientStatus.Way;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client: what a service needs to act at an authorization server, and what the library needs to renew or
 * delete the client there.
 *
 * <p>Key, client and registered metadata together are at most 512 KiB as JSON text, so that every store can keep and
 * read them. It cannot be built without what its grants need: the client id and the token endpoint always, the
 * authorization endpoint for the authorization code grant, a secret where the authentication method needs one.
 * Immutable and thread-safe; equality is by value.
 *
 * <p>Stores keep many in memory, so addresses are kept as text, and what repeats the key is there once.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class DcrCredentials {
    final DcrKey key;
    final String clientId;
    final @Nullable Secret clientSecret;
    final TokenEndpointAuthMethod tokenEndpointAuthMethod;
    final @Nullable DcrManagement management;
    final @Nullable String issuer;
    final boolean issParameterSupported;
    final boolean pkceS256Supported;
    final @Nullable String authorizationEndpoint;
    final String tokenEndpoint;
    final List<String> redirectUris;
    final List<String> scopes;
    final List<String> requestedScopes;
    final List<String> grantTypes;
    final String registeredMetadata;
    final @Nullable Instant clientIdIssuedAt;
    /** In milliseconds since the epoch, as the next: every hit compares them with the clock. */
    final long expiresAtMillis;

    final long createdAtMillis;
    final @Nullable String providerName;
    final String generation;
    final long version;
    final Way way;
    final String otherWays;

    DcrCredentials(DcrCredentialsBuilder builder) {
        key = builder.key;
        clientId = DcrCredentialsBuilder.required("clientId", builder.clientId);
        clientSecret = builder.clientSecret;
        tokenEndpointAuthMethod =
                DcrCredentialsBuilder.required("tokenEndpointAuthMethod", builder.tokenEndpointAuthMethod);
        management = builder.management;
        issuer = key.upstream().equals(builder.issuer) ? key.upstream() : builder.issuer;
        issParameterSupported = builder.issParameterSupported;
        pkceS256Supported = builder.pkceS256Supported;
        authorizationEndpoint = builder.authorizationEndpoint;
        tokenEndpoint = DcrCredentialsBuilder.required("tokenEndpoint", builder.tokenEndpoint);
        redirectUris = once(builder.redirectUris, key.redirectUris());
        scopes = once(builder.scopes, key.scopes());
        requestedScopes = once(builder.requestedScopes, scopes);
        grantTypes = builder.grantTypes;
        registeredMetadata = builder.registeredMetadata;
        clientIdIssuedAt = builder.clientIdIssuedAt;
        expiresAtMillis =
                builder.clientSecretExpiresAt == null ? Long.MAX_VALUE : builder.clientSecretExpiresAt.toEpochMilli();
        createdAtMillis =
                DcrCredentialsBuilder.required("createdAt", builder.createdAt).toEpochMilli();
        providerName = builder.providerName;
        generation = builder.generationOrNew();
        version = builder.version;
        way = builder.way;
        otherWays = builder.otherWays;
    }

    private static List<String> once(List<String> texts, List<String> known) {
        return texts.equals(known) ? known : texts;
    }

    /** Starts credentials kept under {@code key}. */
    public static DcrCredentialsBuilder builder(DcrKey key) {
        return new DcrCredentialsBuilder(key);
    }

    /** Starts a copy: every property as it is here, the generation included. */
    public DcrCredentialsBuilder toBuilder() {
        return new DcrCredentialsBuilder(this);
    }

    /**
     * Puts the client's authentication on a token request (RFC 6749, section 2.3.1), by exactly one method:
     *
     * <ul>
     *   <li>{@code client_secret_basic}: one header, {@code Authorization}, with id and secret form-encoded before they
     *       are joined;
     *   <li>{@code client_secret_post}: the form fields {@code client_id} and {@code client_secret};
     *   <li>{@code none}: the form field {@code client_id}.
     * </ul>
     *
     * <p>Form fields are given as they are: the caller's form encoder encodes them. It reads, for instance,
     * {@code client.authenticate(httpRequest::header, form::put)}. Never put the fields into a URL.
     *
     * @param header takes the name and the value of a header
     * @param formField takes the name and the value of a form field
     * @throws IllegalStateException for a method that needs a key or a certificate of the caller's: {@code
     *     io.github.dcr4j.auth.ClientAuthentication} has those
     */
    public void authenticate(BiConsumer<String, String> header, BiConsumer<String, String> formField) {
        tokenEndpointAuthMethod.authenticate(clientId, clientSecret, header, formField);
    }

    /** Returns the key under which they are kept. */
    public DcrKey key() {
        return key;
    }

    /**
     * Returns the client's id, {@code client_id}, as the server issued it; unique at that server only. To print it, use
     * {@link ForeignText}.
     */
    public String clientId() {
        return clientId;
    }

    /** Returns the client's secret, {@code client_secret}; empty for a public client. */
    public Optional<Secret> clientSecret() {
        return Optional.ofNullable(clientSecret);
    }

    /** Returns how the client authenticates, {@code token_endpoint_auth_method}. */
    public TokenEndpointAuthMethod tokenEndpointAuthMethod() {
        return tokenEndpointAuthMethod;
    }

    /** Returns what it takes to manage the client at the server (RFC 7592); empty where the server offers none. */
    public Optional<DcrManagement> management() {
        return Optional.ofNullable(management);
    }

    /**
     * Returns the authorization server's issuer: checked against its metadata, or where nothing was discovered as the
     * caller declared it; empty when it did not.
     */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** Returns whether the server sends {@code iss} in authorization responses, to be checked (RFC 9207). */
    public boolean issParameterSupported() {
        return issParameterSupported;
    }

    /** Returns whether the server says, or the caller declared, that it supports PKCE with {@code S256} (RFC 7636). */
    public boolean pkceS256Supported() {
        return pkceS256Supported;
    }

    /**
     * Returns where a login starts, {@code authorization_endpoint}; present for the authorization code grant. It is
     * kept as text and parsed by each call.
     */
    public Optional<URI> authorizationEndpoint() {
        return Optional.ofNullable(authorizationEndpoint).map(URI::create);
    }

    /** Returns where tokens are asked for, {@code token_endpoint}. It is kept as text and parsed by each call. */
    public URI tokenEndpoint() {
        return URI.create(tokenEndpoint);
    }

    /**
     * Returns whether these are its endpoints, by their texts; {@code null} stands for any. Nothing is parsed or
     * allocated.
     *
     * @param authorizationEndpoint where a login starts
     * @param tokenEndpoint where tokens are asked for
     */
    public boolean hasEndpoints(@Nullable URI authorizationEndpoint, @Nullable URI tokenEndpoint) {
        return (authorizationEndpoint == null
                        || authorizationEndpoint.toString().equals(this.authorizationEndpoint))
                && (tokenEndpoint == null || tokenEndpoint.toString().equals(this.tokenEndpoint));
    }

    /**
     * Returns the registered {@code redirect_uris}. On loopback the port may be that of an earlier run (RFC 8252,
     * section 7.3): send that of the request, {@code DcrRequest.redirectUri()}.
     */
    public List<String> redirectUris() {
        return redirectUris;
    }

    /**
     * Returns the registered scopes, the tokens of {@code scope} (RFC 7591, section 2); empty when the server did not
     * say. They may be more or fewer than the {@link #requestedScopes()}.
     */
    public List<String> scopes() {
        return scopes;
    }

    /**
     * Returns the scopes that the registration asked for, in the request that the server accepted; empty when it named
     * none and left the choice to the server.
     */
    public List<String> requestedScopes() {
        return requestedScopes;
    }

    /** Returns the registered {@code grant_types}. */
    public List<String> grantTypes() {
        return grantTypes;
    }

    /**
     * Returns the client metadata as registered, a JSON object (RFC 7591, section 2) with unknown members and without
     * secrets; an update sends them back (RFC 7592, section 2.2).
     */
    public String registeredMetadata() {
        return registeredMetadata;
    }

    /**
     * Returns when the server issued the id, {@code client_id_issued_at}, to the millisecond; empty when it did not
     * say.
     */
    public Optional<Instant> clientIdIssuedAt() {
        return Optional.ofNullable(clientIdIssuedAt);
    }

    /**
     * Returns when the secret expires, {@code client_secret_expires_at}, to the millisecond; empty when it does not.
     */
    public Optional<Instant> clientSecretExpiresAt() {
        return expiresAtMillis == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(expiresAtMillis));
    }

    /** Returns {@link #clientSecretExpiresAt} in milliseconds since the epoch, {@link Long#MAX_VALUE} for never. */
    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    /**
     * Returns when this generation was registered or renewed, to the millisecond of the server's clock as far as known.
     */
    public Instant createdAt() {
        return Instant.ofEpochMilli(createdAtMillis);
    }

    /** Returns {@link #createdAt} in milliseconds since the epoch. */
    public long createdAtMillis() {
        return createdAtMillis;
    }

    /** Returns the name the caller gave to the provider, for audit only. */
    public Optional<String> providerName() {
        return Optional.ofNullable(providerName);
    }

    /** Returns the name of this one registration or renewal: 128 random bits in hex. */
    public String generation() {
        return generation;
    }

    /** Returns the number of this generation under its key, counted by the store; 0 before it was stored. */
    public long version() {
        return version;
    }

    /** Returns how the client came: registered, by its metadata document, or registered by hand. */
    public Way way() {
        return way;
    }

    /**
     * Returns why the client did not come by the other ways that the request names, in words for operators; empty if it
     * names no other.
     */
    public String otherWays() {
        return otherWays;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof DcrCredentials that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return generation.hashCode();
    }

    private List<@Nullable Object> components() {
        return Arrays.asList(
                key,
                clientId,
                clientSecret,
                tokenEndpointAuthMethod,
                management,
                issuer,
                issParameterSupported,
                pkceS256Supported,
                authorizationEndpoint,
                tokenEndpoint,
                redirectUris,
                scopes,
                requestedScopes,
                grantTypes,
                registeredMetadata,
                clientIdIssuedAt,
                expiresAtMillis,
                createdAtMillis,
                providerName,
                generation,
                version,
                way,
                otherWays);
    }

    /** Prints what identifies them; no secret, and nothing of the registered metadata. */
    @Override
    public String toString() {
        return "DcrCredentials[clientId=" + ForeignText.of(clientId) + ", tokenEndpointAuthMethod="
                + tokenEndpointAuthMethod.wireName()
                + ", clientSecretExpiresAt="
                + clientSecretExpiresAt().map(Instant::toString).orElse("never")
                + ", generation=" + ForeignText.of(generation) + ", version=" + version
                + (way == Way.REGISTERED ? "" : ", way=" + way) + ", key=" + key + "]";
    }
}
