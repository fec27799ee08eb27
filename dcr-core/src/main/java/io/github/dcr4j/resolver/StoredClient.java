package io.github.dcr4j.resolver;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Lifecycle;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of the current generation of a key; it holds no secret. Immutable and thread-safe.
 *
 * @param key what it is kept under
 * @param clientId its id at the authorization server, {@code client_id}
 * @param generation the name of this one registration or renewal
 * @param version the number of the generation under its key
 * @param state what it is good for, by this resolver's clock; another replica may find it due a little earlier or later
 * @param createdAt when the generation was registered or renewed
 * @param clientSecretExpiresAt when its secret expires, {@code null} for never
 * @param manageable whether the server gave what it takes to read, update and delete it (RFC 7592, section 3)
 * @param providerName the name the caller gave to the provider
 * @param way how the client came
 * @param otherWays why it did not come by the other ways that its request names; empty if that names no other
 * @see DcrOperations an example
 */
public record StoredClient(
        DcrKey key,
        ForeignText clientId,
        String generation,
        long version,
        ClientState state,
        Instant createdAt,
        @Nullable Instant clientSecretExpiresAt,
        boolean manageable,
        @Nullable ForeignText providerName,
        Way way,
        String otherWays) {
    public StoredClient {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(clientId, "clientId");
        generation = ForeignText.line(generation);
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(way, "way");
        otherWays = ForeignText.line(otherWays);
    }

    static StoredClient of(DcrCredentials stored, Lifecycle.Age age) {
        return new StoredClient(
                stored.key(),
                ForeignText.of(stored.clientId()),
                stored.generation(),
                stored.version(),
                state(age),
                stored.createdAt(),
                stored.clientSecretExpiresAt().orElse(null),
                stored.management().isPresent(),
                stored.providerName().map(ForeignText::of).orElse(null),
                stored.way(),
                stored.otherWays());
    }

    private static ClientState state(Lifecycle.Age age) {
        return switch (age) {
            case FRESH -> ClientState.FRESH;
            case DUE -> ClientState.DUE;
            case EXPIRED -> ClientState.EXPIRED;
        };
    }
}
