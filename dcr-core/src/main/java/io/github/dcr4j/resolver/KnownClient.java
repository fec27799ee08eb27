package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.manage.ClientAdoption;
import io.github.dcr4j.registration.SecretStandIn;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that was registered elsewhere, by hand or by another program, and that shall be used from now on. Immutable
 * and thread-safe; it prints no secret.
 *
 * @param clientId its id, {@code client_id}
 * @param clientSecret its secret, {@code client_secret}; {@code null} for a method that needs none
 * @param tokenEndpointAuthMethod how it authenticates, {@code token_endpoint_auth_method}
 * @param clientSecretExpiresAt when the secret expires, {@code client_secret_expires_at}; {@code null} for never
 * @param management what it takes to manage it (RFC 7592, section 3), {@code null} if that is not known
 * @see DcrOperations an example
 */
public record KnownClient(
        String clientId,
        @Nullable Secret clientSecret,
        TokenEndpointAuthMethod tokenEndpointAuthMethod,
        @Nullable Instant clientSecretExpiresAt,
        @Nullable DcrManagement management) {
    /** Checks that what is given belongs together. */
    public KnownClient {
        Objects.requireNonNull(tokenEndpointAuthMethod, "tokenEndpointAuthMethod");
        if (Objects.requireNonNull(clientId, "clientId").isEmpty()) {
            throw new IllegalArgumentException("clientId must not be empty");
        }
        if (tokenEndpointAuthMethod.needsSecret() && clientSecret == null) {
            throw new IllegalArgumentException(
                    "clientSecret is missing, and " + tokenEndpointAuthMethod.wireName() + " needs one");
        }
        if (management != null && !management.clientId().equals(clientId)) {
            throw new IllegalArgumentException("management is for client " + ForeignText.of(management.clientId())
                    + ", not for " + ForeignText.of(clientId));
        }
    }

    /** Prints the client, without a secret. */
    @Override
    public String toString() {
        return "KnownClient[clientId=" + ForeignText.of(clientId) + ", tokenEndpointAuthMethod="
                + tokenEndpointAuthMethod.wireName() + ", clientSecretExpiresAt="
                + (clientSecretExpiresAt == null ? "never" : clientSecretExpiresAt) + ", management=" + management
                + "]";
    }

    /** Creates one whose secret does not expire, and that cannot be managed. */
    public KnownClient(
            String clientId, @Nullable Secret clientSecret, TokenEndpointAuthMethod tokenEndpointAuthMethod) {
        this(clientId, clientSecret, tokenEndpointAuthMethod, null, null);
    }

    /** Returns the client of {@code credentials}. */
    public static KnownClient of(DcrCredentials credentials) {
        return new KnownClient(
                credentials.clientId(),
                credentials.clientSecret().orElse(null),
                credentials.tokenEndpointAuthMethod(),
                credentials.clientSecretExpiresAt().orElse(null),
                credentials.management().orElse(null));
    }

    /** Refuses what a server shows of a client that was registered before, in the place of its secret. */
    void ensureSecret() {
        String shape = clientSecret == null ? null : SecretStandIn.shape(clientSecret.reveal());
        if (shape != null) {
            throw new IllegalArgumentException(
                    "the client_secret of client " + ForeignText.of(clientId) + " is a " + shape
                            + ", by which no client authenticates: take the secret from the answer to the registration, not from"
                            + " that to a read");
        }
    }

    ClientAdoption.Client toAdopt() {
        return new ClientAdoption.Client(
                clientId, clientSecret, tokenEndpointAuthMethod, clientSecretExpiresAt, management);
    }
}
