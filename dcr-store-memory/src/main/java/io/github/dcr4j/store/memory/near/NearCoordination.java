package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import io.github.dcr4j.store.memory.NearCache;
import org.jspecify.annotations.Nullable;

/** The coordination of a shared store, from whose answers a {@link NearCache} learns. Thread-safe. */
public record NearCoordination(DcrCoordination shared, NearEntries entries, Rejections rejections)
        implements DcrCoordination {
    /** A generation that was rejected here while the store was away is invalidated, and is not the answer. */
    @Override
    public Claim claim(ClaimRequest request) {
        for (int tries = 0; tries < Rejections.MOST_TRIES; tries++) {
            long before = entries.changes(request.key());
            Claim claim = shared.claim(request);
            if (!(claim instanceof Claim.Current current)) {
                return claim;
            }
            if (!rejections.settle(current.credentials())) {
                entries.read(current.credentials(), before);
                return claim;
            }
        }
        throw DcrStoreException.claiming(
                "the shared store gives out a generation of " + request.key() + " again and again that has ended",
                null);
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return shared.mark(lease, intent);
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        shared.release(lease, outcome);
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        shared.settled(key, clientId);
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        shared.refused(key, document);
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        return shared.standing(key, metadataDigest, ceiling);
    }
}
