package io.github.dcr4j;

import io.github.dcr4j.ClientStatus.Way;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link DcrCredentials}. Not thread-safe.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class DcrCredentialsBuilder {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_WORDS = 1_000;

    final DcrKey key;

    @Nullable
    String clientId;

    @Nullable
    Secret clientSecret;

    @Nullable
    TokenEndpointAuthMethod tokenEndpointAuthMethod;

    @Nullable
    DcrManagement management;

    @Nullable
    String issuer;

    boolean issParameterSupported;
    boolean pkceS256Supported;

    @Nullable
    String authorizationEndpoint;

    @Nullable
    String tokenEndpoint;

    List<String> redirectUris = List.of();
    List<String> scopes = List.of();
    List<String> requestedScopes = List.of();
    List<String> grantTypes = List.of();
    String registeredMetadata = "{}";

    @Nullable
    Instant clientIdIssuedAt;

    @Nullable
    Instant clientSecretExpiresAt;

    @Nullable
    Instant createdAt;

    @Nullable
    String providerName;

    @Nullable
    String generation;

    long version;
    Way way = Way.REGISTERED;
    String otherWays = "";

    DcrCredentialsBuilder(DcrKey key) {
        this.key = Objects.requireNonNull(key, "key");
    }

    DcrCredentialsBuilder(DcrCredentials from) {
        key = from.key;
        clientId = from.clientId;
        clientSecret = from.clientSecret;
        tokenEndpointAuthMethod = from.tokenEndpointAuthMethod;
        management = from.management;
        issuer = from.issuer;
        issParameterSupported = from.issParameterSupported;
        pkceS256Supported = from.pkceS256Supported;
        authorizationEndpoint = from.authorizationEndpoint;
        tokenEndpoint = from.tokenEndpoint;
        redirectUris = from.redirectUris;
        scopes = from.scopes;
        requestedScopes = from.requestedScopes;
        grantTypes = from.grantTypes;
        registeredMetadata = from.registeredMetadata;
        clientIdIssuedAt = from.clientIdIssuedAt;
        clientSecretExpiresAt = from.clientSecretExpiresAt().orElse(null);
        createdAt = from.createdAt();
        providerName = from.providerName;
        generation = from.generation;
        version = from.version;
        way = from.way;
        otherWays = from.otherWays;
    }

    /** Sets the client id; required. */
    public DcrCredentialsBuilder clientId(String clientId) {
        if (Objects.requireNonNull(clientId, "clientId").isEmpty()) {
            throw new IllegalArgumentException("clientId must not be empty");
        }
        this.clientId = clientId;
        return this;
    }

    /**
     * Sets the client secret; required by the methods that {@linkplain TokenEndpointAuthMethod#needsSecret need} one.
     */
    public DcrCredentialsBuilder clientSecret(@Nullable Secret clientSecret) {
        this.clientSecret = clientSecret;
        return this;
    }

    /** Sets how the client authenticates; required. */
    public DcrCredentialsBuilder tokenEndpointAuthMethod(TokenEndpointAuthMethod method) {
        this.tokenEndpointAuthMethod = Objects.requireNonNull(method, "tokenEndpointAuthMethod");
        return this;
    }

    /** Sets what it takes to manage the client. */
    public DcrCredentialsBuilder management(@Nullable DcrManagement management) {
        this.management = management;
        return this;
    }

    /** Sets the issuer, checked or declared. */
    public DcrCredentialsBuilder issuer(@Nullable String issuer) {
        this.issuer = issuer;
        return this;
    }

    /** Says whether the server sends {@code iss} in authorization responses. */
    public DcrCredentialsBuilder issParameterSupported(boolean issParameterSupported) {
        this.issParameterSupported = issParameterSupported;
        return this;
    }

    /** Says whether the server supports PKCE with {@code S256}. */
    public DcrCredentialsBuilder pkceS256Supported(boolean pkceS256Supported) {
        this.pkceS256Supported = pkceS256Supported;
        return this;
    }

    /** Sets the authorization endpoint; required when {@code grantTypes} holds {@code authorization_code}. */
    public DcrCredentialsBuilder authorizationEndpoint(@Nullable URI authorizationEndpoint) {
        this.authorizationEndpoint = authorizationEndpoint == null ? null : authorizationEndpoint.toString();
        return this;
    }

    /** Sets the token endpoint; required. */
    public DcrCredentialsBuilder tokenEndpoint(URI tokenEndpoint) {
        this.tokenEndpoint =
                Objects.requireNonNull(tokenEndpoint, "tokenEndpoint").toString();
        return this;
    }

    /** Sets the registered redirect URIs. */
    public DcrCredentialsBuilder redirectUris(Collection<String> redirectUris) {
        this.redirectUris = List.copyOf(redirectUris);
        return this;
    }

    /** Sets the registered scopes. */
    public DcrCredentialsBuilder scopes(Collection<String> scopes) {
        this.scopes = List.copyOf(scopes);
        return this;
    }

    /** Sets the scopes that the registration asked for. */
    public DcrCredentialsBuilder requestedScopes(Collection<String> requestedScopes) {
        this.requestedScopes = List.copyOf(requestedScopes);
        return this;
    }

    /** Sets the registered grant types. */
    public DcrCredentialsBuilder grantTypes(Collection<String> grantTypes) {
        this.grantTypes = List.copyOf(grantTypes);
        return this;
    }

    /** Sets the registered metadata, the text of a JSON object without secrets; <code>{}</code> by default. */
    public DcrCredentialsBuilder registeredMetadata(String registeredMetadata) {
        this.registeredMetadata = Objects.requireNonNull(registeredMetadata, "registeredMetadata");
        return this;
    }

    /** Sets when the server issued the id; cut to the millisecond. */
    public DcrCredentialsBuilder clientIdIssuedAt(@Nullable Instant clientIdIssuedAt) {
        this.clientIdIssuedAt = toMillis(clientIdIssuedAt);
        return this;
    }

    /** Sets when the secret expires, {@code null} for never; cut to the millisecond. */
    public DcrCredentialsBuilder clientSecretExpiresAt(@Nullable Instant clientSecretExpiresAt) {
        this.clientSecretExpiresAt = toMillis(clientSecretExpiresAt);
        return this;
    }

    /** Sets when this generation was registered or renewed; required; cut to the millisecond. */
    public DcrCredentialsBuilder createdAt(Instant createdAt) {
        this.createdAt = toMillis(Objects.requireNonNull(createdAt, "createdAt"));
        return this;
    }

    /** Sets the name of the provider, for audit only. */
    public DcrCredentialsBuilder providerName(@Nullable String providerName) {
        this.providerName = providerName;
        return this;
    }

    /** Sets the generation; a new random one by default. */
    public DcrCredentialsBuilder generation(String generation) {
        if (Objects.requireNonNull(generation, "generation").isEmpty()) {
            throw new IllegalArgumentException("generation must not be empty");
        }
        this.generation = generation;
        return this;
    }

    /** Gives up the generation copied: the credentials are a new registration or renewal, with a new random name. */
    public DcrCredentialsBuilder newGeneration() {
        this.generation = null;
        this.version = 0;
        return this;
    }

    /** Sets the version; the store's to assign. */
    public DcrCredentialsBuilder version(long version) {
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative: " + version);
        }
        this.version = version;
        return this;
    }

    /**
     * Sets how the client came; {@link Way#REGISTERED} by default.
     *
     * @param otherWays why it did not come by another, for operators; cut after 1,000 characters
     */
    public DcrCredentialsBuilder way(Way way, String otherWays) {
        this.way = Objects.requireNonNull(way, "way");
        String line = ForeignText.line(otherWays);
        this.otherWays = line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) : line;
        return this;
    }

    /**
     * Returns the credentials.
     *
     * @throws IllegalStateException if a property is missing that the grants or the authentication method need, or all
     *     together is longer than can be stored
     */
    public DcrCredentials build() {
        DcrCredentials built = new DcrCredentials(this);
        checkSize(built);
        checkComplete(built);
        return built;
    }

    /** Endpoints, issuer and names are short, and may be set on what is stored already: they are not counted. */
    private static void checkSize(DcrCredentials built) {
        if (!size(built, false).fits()) {
            size(built, true).check();
        }
    }

    private static StoredSize size(DcrCredentials built, boolean exact) {
        return new StoredSize(exact)
                .add(built.key)
                .add(built.clientId)
                .add(built.clientSecret)
                .add(built.management)
                .add(built.registeredMetadata)
                .add(built.scopes)
                .add(built.requestedScopes)
                .add(built.redirectUris)
                .add(built.grantTypes);
    }

    /** What the authentication method and the grants need must be there, and belong together. */
    private static void checkComplete(DcrCredentials built) {
        if (built.management != null) {
            built.management.ensureFor(built.clientId);
        }
        if (built.tokenEndpointAuthMethod.needsSecret() && built.clientSecret == null) {
            throw new IllegalStateException("clientSecret is missing, and " + built.tokenEndpointAuthMethod.wireName()
                    + " needs one (client " + ForeignText.of(built.clientId) + ")");
        }
        if (built.grantTypes.contains("authorization_code") && built.authorizationEndpoint == null) {
            throw new IllegalStateException(
                    "authorizationEndpoint is missing, and authorization_code needs one (client "
                            + ForeignText.of(built.clientId) + ")");
        }
    }

    static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(property + " is missing");
        }
        return value;
    }

    /** Returns the generation that was set, or a new random name. */
    String generationOrNew() {
        if (generation != null) {
            return generation;
        }
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    private static @Nullable Instant toMillis(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant longest = Instant.ofEpochMilli(Long.MAX_VALUE - 1);
        return (instant.isAfter(longest) ? longest : instant).truncatedTo(ChronoUnit.MILLIS);
    }
}
