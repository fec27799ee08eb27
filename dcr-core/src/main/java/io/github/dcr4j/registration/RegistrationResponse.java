package io.github.dcr4j.registration;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to a registration (RFC 7591, section 3.2.1), read leniently. Whether it is what was asked for,
 * and whether its secret has expired already, is for the caller to judge. Immutable and thread-safe.
 */
public final class RegistrationResponse {
    private static final Instant UNTOLD = Instant.MIN;

    private final String clientId;
    private final @Nullable Secret clientSecret;
    private final @Nullable Instant clientSecretExpiresAt;
    private final boolean hasSecret;
    private final boolean secretIsStandIn;
    private final boolean hasExpiry;
    private final @Nullable Instant clientIdIssuedAt;
    private final @Nullable String tokenEndpointAuthMethod;
    private final @Nullable List<String> redirectUris;
    private final @Nullable List<String> grantTypes;
    private final @Nullable List<String> responseTypes;
    private final @Nullable List<String> scopes;
    private final @Nullable DcrManagement management;
    private final String registeredMetadata;
    private final List<Deviation> deviations;

    /**
     * Reads an answer whose client id and management data have been read.
     *
     * @param client what of it was found usable
     * @param nowMillis the wall clock, in milliseconds since the epoch
     */
    RegistrationResponse(IssuedClient client, Members members, long nowMillis) {
        this(client, members, nowMillis, null);
    }

    /**
     * Reads an answer about a client that was known before.
     *
     * @param client what of it was found usable, completed by what was known
     * @param nowMillis the wall clock, in milliseconds since the epoch
     * @param known what was known; {@code null} for a new client
     */
    RegistrationResponse(IssuedClient client, Members members, long nowMillis, @Nullable ManagedClient known) {
        clientId = Objects.requireNonNull(client.clientId(), "clientId");
        management = client.management();
        clientSecret = client.clientSecret();
        WireTime time = new WireTime(members, nowMillis);
        hasSecret = client.secretSent();
        secretIsStandIn = client.standIn();
        Instant end = clientSecret == null ? UNTOLD : time.clientSecretExpiresAt(UNTOLD);
        hasExpiry = !UNTOLD.equals(end);
        clientSecretExpiresAt = hasExpiry ? end : known == null ? null : known.expiryOf(clientSecret);
        clientIdIssuedAt = time.clientIdIssuedAt();
        tokenEndpointAuthMethod = members.textOrOnlyElement("token_endpoint_auth_method");
        redirectUris = members.words("redirect_uris");
        grantTypes = members.words("grant_types");
        responseTypes = members.phrases("response_types");
        scopes = members.scopes();
        registeredMetadata = RegisteredMetadata.of(members, known);
        deviations = members.deviations();
    }

    /** Returns {@code client_id}. */
    public String clientId() {
        return clientId;
    }

    /** Returns {@code client_secret}; servers also send one for a client that does not use it. */
    public @Nullable Secret clientSecret() {
        return clientSecret;
    }

    /** Returns whether the answer itself has the secret, which may be another one than was known. */
    public boolean hasSecret() {
        return hasSecret;
    }

    /** Returns whether the answer has a hash or a mask in the place of the secret; what was known of it stays. */
    public boolean secretIsStandIn() {
        return secretIsStandIn;
    }

    /** Returns whether the answer itself says when the secret expires, or that it never does. */
    public boolean hasExpiry() {
        return hasExpiry;
    }

    /** Returns {@code client_secret_expires_at}; {@code null} if there is no secret or it does not expire. */
    public @Nullable Instant clientSecretExpiresAt() {
        return clientSecretExpiresAt;
    }

    /** Returns {@code client_id_issued_at}. */
    public @Nullable Instant clientIdIssuedAt() {
        return clientIdIssuedAt;
    }

    /** Returns {@code token_endpoint_auth_method}; {@code null} if the answer leaves it open. */
    public @Nullable String tokenEndpointAuthMethod() {
        return tokenEndpointAuthMethod;
    }

    /** Returns {@code redirect_uris}; {@code null} if the answer leaves them open. */
    public @Nullable List<String> redirectUris() {
        return redirectUris;
    }

    /** Returns {@code grant_types}; {@code null} if the answer leaves them open. */
    public @Nullable List<String> grantTypes() {
        return grantTypes;
    }

    /** Returns {@code response_types}; {@code null} if the answer leaves them open. */
    public @Nullable List<String> responseTypes() {
        return responseTypes;
    }

    /** Returns the scopes of {@code scope}; {@code null} if the answer leaves them open. */
    public @Nullable List<String> scopes() {
        return scopes;
    }

    /** Returns what it takes to manage the client (RFC 7592); {@code null} where the server offers nothing usable. */
    public @Nullable DcrManagement management() {
        return management;
    }

    /**
     * Returns the client metadata as registered, a JSON object with unknown members, without secrets and without what
     * the server assigns but the client id.
     */
    public String registeredMetadata() {
        return registeredMetadata;
    }

    /** Returns whether the answer tells what is registered, as it shall, and not only which client it is about. */
    public boolean hasMetadata() {
        return tokenEndpointAuthMethod != null || redirectUris != null || grantTypes != null;
    }

    /** Returns how the answer departs from RFC 7591 and RFC 7592. */
    public List<Deviation> deviations() {
        return deviations;
    }

    @Override
    public String toString() {
        return "RegistrationResponse[clientId=" + ForeignText.of(clientId) + "]";
    }
}
