package io.github.dcr4j.upstream;

import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that an operator registered by hand. Immutable and thread-safe.
 *
 * @param clientId {@code client_id}
 * @param clientSecret where its secret comes from; {@code null} for a public client
 * @param authMethod how it authenticates; {@code null} for {@code client_secret_basic}, or {@code none} without a
 *     secret
 * @see Upstreams an example
 */
public record PreRegisteredClient(
        String clientId,
        @Nullable SecretSource clientSecret,
        @Nullable TokenEndpointAuthMethod authMethod) {
    /** Checks that what the method needs is there. */
    public PreRegisteredClient {
        if (Objects.requireNonNull(clientId, "clientId").isBlank()) {
            throw new IllegalArgumentException("clientId must not be blank");
        }
        if (authMethod != null && authMethod.needsSecret() && clientSecret == null) {
            throw new IllegalArgumentException(
                    "clientSecret is missing, and authMethod " + authMethod.wireName() + " needs one");
        }
    }

    /** Prints the client id cleaned, and no secret. */
    @Override
    public String toString() {
        return "PreRegisteredClient[clientId=" + ForeignText.of(clientId) + ", authMethod=" + method().wireName() + "]";
    }

    /** Returns how it authenticates. */
    TokenEndpointAuthMethod method() {
        if (authMethod != null) {
            return authMethod;
        }
        return clientSecret == null ? TokenEndpointAuthMethod.NONE : TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
    }

    /**
     * Returns this client where these keys are configured: it authenticates by them if nothing else is said.
     *
     * @throws IllegalStateException if it authenticates by something else
     */
    PreRegisteredClient authenticatingBy(@Nullable ClientAuthentication keys) {
        if (keys == null || !keys.hasKeys()) {
            return this;
        }
        boolean open = authMethod == null && clientSecret == null;
        PreRegisteredClient byKey = open ? new PreRegisteredClient(clientId, null, PRIVATE_KEY_JWT) : this;
        if (byKey.method() != PRIVATE_KEY_JWT) {
            throw new IllegalStateException("there are signing keys, and the client authenticates by "
                    + byKey.method().wireName() + ": set authMethod private_key_jwt, or leave the keys out");
        }
        return byKey;
    }
}
