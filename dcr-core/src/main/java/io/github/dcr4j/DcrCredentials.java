package io.github.dcr4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A registered client: what a service needs to act at an authorization server, and what the library needs to renew or
 * delete the client there.
 *
 * <p>It cannot be built without what its grants need: the client id and the token endpoint always, the authorization
 * endpoint for the authorization code grant, a secret where the authentication method needs one. Immutable and
 * thread-safe; equality is by value.
 */
public final class DcrCredentials {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DcrKey key;
    private final String clientId;
    private final @Nullable Secret clientSecret;
    private final TokenEndpointAuthMethod tokenEndpointAuthMethod;
    private final @Nullable DcrManagement management;
    private final @Nullable String issuer;
    private final boolean issParameterSupported;
    private final boolean pkceS256Supported;
    private final @Nullable URI authorizationEndpoint;
    private final URI tokenEndpoint;
    private final List<String> redirectUris;
    private final List<String> scopes;
    private final List<String> grantTypes;
    private final String registeredMetadata;
    private final @Nullable Instant clientIdIssuedAt;
    private final @Nullable Instant clientSecretExpiresAt;
    private final Instant createdAt;
    private final @Nullable String providerName;
    private final String generation;
    private final long version;

    private DcrCredentials(Builder builder) {
        key = builder.key;
        clientId = required("clientId", builder.clientId);
        clientSecret = builder.clientSecret;
        tokenEndpointAuthMethod = required("tokenEndpointAuthMethod", builder.tokenEndpointAuthMethod);
        management = builder.management;
        issuer = builder.issuer;
        issParameterSupported = builder.issParameterSupported;
        pkceS256Supported = builder.pkceS256Supported;
        authorizationEndpoint = builder.authorizationEndpoint;
        tokenEndpoint = required("tokenEndpoint", builder.tokenEndpoint);
        redirectUris = builder.redirectUris;
        scopes = builder.scopes;
        grantTypes = builder.grantTypes;
        registeredMetadata = builder.registeredMetadata;
        clientIdIssuedAt = builder.clientIdIssuedAt;
        clientSecretExpiresAt = builder.clientSecretExpiresAt;
        createdAt = required("createdAt", builder.createdAt);
        providerName = builder.providerName;
        generation = builder.generation == null ? newGeneration() : builder.generation;
        version = builder.version;
        if (management != null && !management.clientId().equals(clientId)) {
            throw new IllegalStateException(
                    "management is for client " + management.clientId() + ", not for " + clientId);
        }
        if (tokenEndpointAuthMethod.needsSecret() && clientSecret == null) {
            throw new IllegalStateException("clientSecret is missing, and " + tokenEndpointAuthMethod.wireName()
                    + " needs one (client " + clientId + ")");
        }
        if (grantTypes.contains("authorization_code") && authorizationEndpoint == null) {
            throw new IllegalStateException(
                    "authorizationEndpoint is missing, and authorization_code needs one (client " + clientId + ")");
        }
    }

    private static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(property + " is missing");
        }
        return value;
    }

    private static String newGeneration() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** Starts credentials kept under {@code key}. */
    public static Builder builder(DcrKey key) {
        return new Builder(key);
    }

    /** Starts a copy: every property as it is here, the generation included. */
    public Builder toBuilder() {
        return new Builder(this);
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
     * @throws IllegalStateException for a method that needs a key or a certificate of the caller's
     */
    public void authenticate(BiConsumer<String, String> header, BiConsumer<String, String> formField) {
        switch (tokenEndpointAuthMethod) {
            case CLIENT_SECRET_BASIC -> {
                String pair = formEncoded(clientId) + ":" + formEncoded(secret());
                header.accept("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
            }
            case CLIENT_SECRET_POST -> {
                formField.accept("client_id", clientId);
                formField.accept("client_secret", secret());
            }
            case NONE -> formField.accept("client_id", clientId);
            default ->
                throw new IllegalStateException("the caller authenticates by itself with "
                        + tokenEndpointAuthMethod.wireName() + ": it takes a key or certificate of the caller's");
        }
    }

    private String secret() {
        return required("clientSecret", clientSecret).reveal();
    }

    private static String formEncoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** Returns the key under which they are kept. */
    public DcrKey key() {
        return key;
    }

    /** Returns the client's id, {@code client_id}; unique at its authorization server only. */
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

    /** Returns the authorization server's issuer, checked against its metadata; empty when none was discovered. */
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

    /** Returns where a login starts, {@code authorization_endpoint}; present for the authorization code grant. */
    public Optional<URI> authorizationEndpoint() {
        return Optional.ofNullable(authorizationEndpoint);
    }

    /** Returns where tokens are asked for, {@code token_endpoint}. */
    public URI tokenEndpoint() {
        return tokenEndpoint;
    }

    /**
     * Returns the registered {@code redirect_uris}. On loopback the port may be that of an earlier run (RFC 8252, section
     * 7.3): send the one that is listened on.
     */
    public List<String> redirectUris() {
        return redirectUris;
    }

    /** Returns the registered scopes, the tokens of {@code scope}; empty when the server did not say. */
    public List<String> scopes() {
        return scopes;
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

    /** Returns when the server issued the id, {@code client_id_issued_at}, to the millisecond; empty when it did not say. */
    public Optional<Instant> clientIdIssuedAt() {
        return Optional.ofNullable(clientIdIssuedAt);
    }

    /** Returns when the secret expires, {@code client_secret_expires_at}, to the millisecond; empty when it does not. */
    public Optional<Instant> clientSecretExpiresAt() {
        return Optional.ofNullable(clientSecretExpiresAt);
    }

    /** Returns {@link #clientSecretExpiresAt} in milliseconds since the epoch, {@link Long#MAX_VALUE} for never. */
    public long expiresAtMillis() {
        return clientSecretExpiresAt == null ? Long.MAX_VALUE : clientSecretExpiresAt.toEpochMilli();
    }

    /** Returns when this generation was registered or renewed, by this side's clock, to the millisecond. */
    public Instant createdAt() {
        return createdAt;
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
                grantTypes,
                registeredMetadata,
                clientIdIssuedAt,
                clientSecretExpiresAt,
                createdAt,
                providerName,
                generation,
                version);
    }

    /** Prints what identifies them; no secret, and nothing of the registered metadata. */
    @Override
    public String toString() {
        return "DcrCredentials[clientId=" + clientId + ", tokenEndpointAuthMethod=" + tokenEndpointAuthMethod.wireName()
                + ", clientSecretExpiresAt=" + (clientSecretExpiresAt == null ? "never" : clientSecretExpiresAt)
                + ", generation=" + generation + ", version=" + version + ", key=" + key + "]";
    }

    /** Builds {@link DcrCredentials}. Not thread-safe. */
    public static final class Builder {
        private final DcrKey key;
        private @Nullable String clientId;
        private @Nullable Secret clientSecret;
        private @Nullable TokenEndpointAuthMethod tokenEndpointAuthMethod;
        private @Nullable DcrManagement management;
        private @Nullable String issuer;
        private boolean issParameterSupported;
        private boolean pkceS256Supported;
        private @Nullable URI authorizationEndpoint;
        private @Nullable URI tokenEndpoint;
        private List<String> redirectUris = List.of();
        private List<String> scopes = List.of();
        private List<String> grantTypes = List.of();
        private String registeredMetadata = "{}";
        private @Nullable Instant clientIdIssuedAt;
        private @Nullable Instant clientSecretExpiresAt;
        private @Nullable Instant createdAt;
        private @Nullable String providerName;
        private @Nullable String generation;
        private long version;

        private Builder(DcrKey key) {
            this.key = Objects.requireNonNull(key, "key");
        }

        private Builder(DcrCredentials from) {
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
            grantTypes = from.grantTypes;
            registeredMetadata = from.registeredMetadata;
            clientIdIssuedAt = from.clientIdIssuedAt;
            clientSecretExpiresAt = from.clientSecretExpiresAt;
            createdAt = from.createdAt;
            providerName = from.providerName;
            generation = from.generation;
            version = from.version;
        }

        /** Sets the client id; required. */
        public Builder clientId(String clientId) {
            if (Objects.requireNonNull(clientId, "clientId").isEmpty()) {
                throw new IllegalArgumentException("clientId must not be empty");
            }
            this.clientId = clientId;
            return this;
        }

        /** Sets the client secret; required by the methods that {@linkplain TokenEndpointAuthMethod#needsSecret need} one. */
        public Builder clientSecret(@Nullable Secret clientSecret) {
            this.clientSecret = clientSecret;
            return this;
        }

        /** Sets how the client authenticates; required. */
        public Builder tokenEndpointAuthMethod(TokenEndpointAuthMethod method) {
            this.tokenEndpointAuthMethod = Objects.requireNonNull(method, "tokenEndpointAuthMethod");
            return this;
        }

        /** Sets what it takes to manage the client. */
        public Builder management(@Nullable DcrManagement management) {
            this.management = management;
            return this;
        }

        /** Sets the checked issuer. */
        public Builder issuer(@Nullable String issuer) {
            this.issuer = issuer;
            return this;
        }

        /** Says whether the server sends {@code iss} in authorization responses. */
        public Builder issParameterSupported(boolean issParameterSupported) {
            this.issParameterSupported = issParameterSupported;
            return this;
        }

        /** Says whether the server supports PKCE with {@code S256}. */
        public Builder pkceS256Supported(boolean pkceS256Supported) {
            this.pkceS256Supported = pkceS256Supported;
            return this;
        }

        /** Sets the authorization endpoint; required when {@code grantTypes} holds {@code authorization_code}. */
        public Builder authorizationEndpoint(@Nullable URI authorizationEndpoint) {
            this.authorizationEndpoint = authorizationEndpoint;
            return this;
        }

        /** Sets the token endpoint; required. */
        public Builder tokenEndpoint(URI tokenEndpoint) {
            this.tokenEndpoint = Objects.requireNonNull(tokenEndpoint, "tokenEndpoint");
            return this;
        }

        /** Sets the registered redirect URIs. */
        public Builder redirectUris(Collection<String> redirectUris) {
            this.redirectUris = List.copyOf(redirectUris);
            return this;
        }

        /** Sets the registered scopes. */
        public Builder scopes(Collection<String> scopes) {
            this.scopes = List.copyOf(scopes);
            return this;
        }

        /** Sets the registered grant types. */
        public Builder grantTypes(Collection<String> grantTypes) {
            this.grantTypes = List.copyOf(grantTypes);
            return this;
        }

        /** Sets the registered metadata, the text of a JSON object without secrets; <code>{}</code> by default. */
        public Builder registeredMetadata(String registeredMetadata) {
            this.registeredMetadata = Objects.requireNonNull(registeredMetadata, "registeredMetadata");
            return this;
        }

        /** Sets when the server issued the id; cut to the millisecond. */
        public Builder clientIdIssuedAt(@Nullable Instant clientIdIssuedAt) {
            this.clientIdIssuedAt = toMillis(clientIdIssuedAt);
            return this;
        }

        /** Sets when the secret expires, {@code null} for never; cut to the millisecond. */
        public Builder clientSecretExpiresAt(@Nullable Instant clientSecretExpiresAt) {
            this.clientSecretExpiresAt = toMillis(clientSecretExpiresAt);
            return this;
        }

        /** Sets when this generation was registered or renewed; required; cut to the millisecond. */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = toMillis(Objects.requireNonNull(createdAt, "createdAt"));
            return this;
        }

        /** Sets the name of the provider, for audit only. */
        public Builder providerName(@Nullable String providerName) {
            this.providerName = providerName;
            return this;
        }

        /** Sets the generation; a new random one by default. */
        public Builder generation(String generation) {
            if (Objects.requireNonNull(generation, "generation").isEmpty()) {
                throw new IllegalArgumentException("generation must not be empty");
            }
            this.generation = generation;
            return this;
        }

        /** Gives up the generation copied: the credentials are a new registration or renewal, with a new random name. */
        public Builder newGeneration() {
            this.generation = null;
            this.version = 0;
            return this;
        }

        /** Sets the version; the store's to assign. */
        public Builder version(long version) {
            if (version < 0) {
                throw new IllegalArgumentException("version must not be negative: " + version);
            }
            this.version = version;
            return this;
        }

        /**
         * Returns the credentials.
         *
         * @throws IllegalStateException if a property is missing that the grants or the authentication method need
         */
        public DcrCredentials build() {
            return new DcrCredentials(this);
        }

        private static @Nullable Instant toMillis(@Nullable Instant instant) {
            if (instant == null) {
                return null;
            }
            Instant longest = Instant.ofEpochMilli(Long.MAX_VALUE - 1);
            return (instant.isAfter(longest) ? longest : instant).truncatedTo(ChronoUnit.MILLIS);
        }
    }
}
