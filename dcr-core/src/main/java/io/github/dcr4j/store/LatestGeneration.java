package io.github.dcr4j.store;

import io.github.dcr4j.ForeignText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last generation that a key has had, whether or not it is current. Immutable and thread-safe; holds no secret.
 *
 * @param generation its name
 * @param clientId its client; empty if only the name is known
 * @param ended why it is out of use; {@code null} if it was neither invalidated nor removed
 * @param reason what was observed when it was invalidated; {@code null} if it was not
 * @param secretOver whether its secret has expired, by the store's clock
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record LatestGeneration(
        String generation,
        String clientId,
        @Nullable End ended,
        @Nullable String reason,
        boolean secretOver) {
    /** Why a generation is out of use. */
    public enum End {
        /** Another one replaced it. */
        REPLACED,
        /** The server rejected it. */
        INVALIDATED,
        /** It was removed on purpose. */
        REMOVED
    }

    public LatestGeneration {
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(clientId, "clientId");
        reason = reason == null ? null : ForeignText.line(reason);
    }

    /** Prints the client id cleaned. */
    @Override
    public String toString() {
        return "LatestGeneration[generation=" + ForeignText.of(generation) + ", clientId=" + ForeignText.of(clientId)
                + ", ended=" + ended + ", reason=" + reason + ", secretOver=" + secretOver + "]";
    }
}
