package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.protocol.Egress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Clients that were registered and could not be saved yet: held, so that none is lost. Bounded and thread-safe. */
final class UnpublishedRegistrations {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofMillis(800),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private final ConcurrentHashMap<DcrKey, Held> held = new ConcurrentHashMap<>();
    private volatile int most;

    /**
     * A client that waits to be saved.
     *
     * @param credentials the client
     * @param base the generation it shall be saved upon
     * @param lease the lease it was registered under
     * @param egress where its request may go
     * @param renewed what manages it if it was there before: then it is in use, and is never given back
     */
    record Held(
            DcrCredentials credentials,
            @Nullable String base,
            @Nullable DcrLease lease,
            Egress egress,
            @Nullable NewestManagement renewed) {
        /** Returns the same client, to be saved upon {@code winner}. */
        Held on(DcrCredentials winner) {
            return new Held(credentials, winner.generation(), lease, egress, renewed);
        }
    }

    UnpublishedRegistrations(int most) {
        this.most = most;
    }

    /** Holds a client; {@code false} if there are too many already. */
    boolean hold(Held registration) {
        if (held.size() >= most) {
            return false;
        }
        held.put(registration.credentials().key(), registration);
        // Closed in between: whoever let go of all of them may have missed this one.
        return most > 0 || !release(registration);
    }

    /** Holds nothing more. */
    void close() {
        most = 0;
    }

    @Nullable
    DcrCredentials find(DcrKey key) {
        Held registration = held.isEmpty() ? null : held.get(key);
        return registration == null ? null : registration.credentials();
    }

    @Nullable
    Held heldFor(DcrKey key) {
        return held.get(key);
    }

    boolean holds(Held registration) {
        return registration.equals(held.get(registration.credentials().key()));
    }

    /** Lets go of a client; {@code false} if somebody else did before. */
    boolean release(Held registration) {
        return held.remove(registration.credentials().key(), registration);
    }

    Collection<Held> all() {
        return List.copyOf(held.values());
    }

    /** Returns how long to wait before the save is tried for the {@code n}th time, counted from 0. */
    static Duration pauseBefore(int n) {
        return PAUSES.get(Math.min(n, PAUSES.size() - 1));
    }
}
