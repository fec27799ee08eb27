package io.github.dcr4j;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the client of a request, for a health page or an operator. It holds no secret. Immutable and
 * thread-safe.
 *
 * @param key what the client is kept under; {@code null} as long as the server is not known, which a resource names
 * @param state what the client is good for, by this replica's clock
 * @param way how the client came
 * @param clientId its id at the authorization server; {@code null} if none is known
 * @param generation the name of its current generation; {@code null} if it has none
 * @param createdAt when that was registered or renewed; {@code null} if there is none
 * @param clientSecretExpiresAt when its secret expires; {@code null} for never, and if there is none
 * @param saved whether the store has it; {@code false} for one that this replica holds until the store can be written
 * @param failures how many attempts to register in a row have failed, on all replicas
 * @param lastFailure why the last of them failed, or why the client was rejected; {@code null} if that is not known
 * @param nextTry when a registration may be tried again, if one is needed; {@code null} if nothing pauses it
 * @param underWay whether a replica is at work on the client: it registers, renews, reads or deletes it
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public record ClientStatus(
        @Nullable DcrKey key,
        State state,
        Way way,
        @Nullable ForeignText clientId,
        @Nullable String generation,
        @Nullable Instant createdAt,
        @Nullable Instant clientSecretExpiresAt,
        boolean saved,
        int failures,
        @Nullable String lastFailure,
        @Nullable Instant nextTry,
        boolean underWay) {
    public ClientStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(way, "way");
        generation = generation == null ? null : ForeignText.line(generation);
        lastFailure = lastFailure == null ? null : ForeignText.line(lastFailure);
    }

    /** What a client is good for. More states may be added: a switch over them keeps a default. */
    public enum State {
        /** There is none: the next use registers one. */
        NONE,
        /** Used as it is. */
        USABLE,
        /** Used as it is. Its secret ends soon: the next use begins to replace it. */
        DUE,
        /** Its secret has expired: the next use replaces it. */
        EXPIRED,
        /** The server does not accept it any more: the next use replaces it. */
        REJECTED
    }

    /** How a client came. More ways may be added: a switch over them keeps a default. */
    public enum Way {
        /** By Dynamic Client Registration (RFC 7591), also where an operator took it over. */
        REGISTERED,
        /** An operator registered it by hand, and configured it. */
        PRE_REGISTERED,
        /** Its id is the address of its metadata document: it needs no registration. */
        DOCUMENT
    }
}
