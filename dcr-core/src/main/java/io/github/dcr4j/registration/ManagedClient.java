package io.github.dcr4j.registration;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a registered client when it is read or updated: what an answer leaves out stays as it is here.
 * Immutable and thread-safe.
 *
 * @param management where and with which token
 * @param clientSecret its secret, {@code null} if it has none
 * @param clientSecretExpiresAt when that expires, {@code null} for never
 */
public record ManagedClient(
        DcrManagement management,
        @Nullable Secret clientSecret,
        @Nullable Instant clientSecretExpiresAt) {
    public ManagedClient {
        Objects.requireNonNull(management, "management");
    }

    /** Returns what {@code credentials} tell of their client, managed by {@code newest}. */
    public static ManagedClient of(DcrCredentials credentials, DcrManagement newest) {
        return new ManagedClient(
                newest,
                credentials.clientSecret().orElse(null),
                credentials.clientSecretExpiresAt().orElse(null));
    }

    /** Returns when {@code secret} expires as far as that is known: of another secret than this one nothing is. */
    @Nullable
    Instant expiryOf(@Nullable Secret secret) {
        return Objects.equals(secret, clientSecret) ? clientSecretExpiresAt : null;
    }
}
