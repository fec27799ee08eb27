package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrLease;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases that a save has ended: to release one changes nothing, so the store need not be read for it. Bounded and
 * thread-safe.
 */
final class EndedLeases {
    private static final int MOST = 10_000;

    private final ConcurrentHashMap<DcrKey, DcrLease> leases = new ConcurrentHashMap<>();

    void add(DcrLease ended) {
        if (leases.size() >= MOST) {
            leases.clear();
        }
        leases.put(ended.key(), ended);
    }

    /** Returns whether it is this very lease that was ended; asked once. */
    @SuppressWarnings("ReferenceEquality") // another lease of an equal owner is not ended
    boolean remove(DcrLease lease) {
        DcrLease ended = leases.get(lease.key());
        return ended == lease && leases.remove(lease.key(), ended);
    }
}
