package io.github.dcr4j.micrometer;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import org.jspecify.annotations.Nullable;

/** The leases of a store, each call timed. Thread-safe. */
final class TimedCoordination implements DcrCoordination {
    private final DcrCoordination coordination;
    private final StoreTimers timers;

    TimedCoordination(DcrCoordination coordination, StoreTimers timers) {
        this.coordination = coordination;
        this.timers = timers;
    }

    @Override
    public Claim claim(ClaimRequest request) {
        return timers.time("claim", () -> coordination.claim(request));
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return timers.time("mark", () -> coordination.mark(lease, intent));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        timers.time("release", () -> coordination.release(lease, outcome));
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        timers.time("settled", () -> coordination.settled(key, clientId));
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        timers.time("refused", () -> coordination.refused(key, document));
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        return timers.time("standing", () -> coordination.standing(key, metadataDigest, ceiling));
    }
}
