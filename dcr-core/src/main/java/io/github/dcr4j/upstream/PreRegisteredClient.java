package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
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
}
