package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import org.jspecify.annotations.Nullable;

/** A coordination whose calls meet the faults of a store. Thread-safe. */
record DisturbedCoordination(DcrCoordination coordination, StoreFaults faults) implements DcrCoordination {
    @Override
    public Claim claim(ClaimRequest request) {
        return faults.around(StoreOperation.CLAIM, () -> {
            faults.read();
            return coordination.claim(request);
        });
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return faults.around(StoreOperation.MARK, () -> coordination.mark(lease, intent));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        faults.around(StoreOperation.RELEASE, () -> {
            coordination.release(lease, outcome);
            return true;
        });
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        faults.around(StoreOperation.SETTLED, () -> {
            coordination.settled(key, clientId);
            return true;
        });
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        faults.around(StoreOperation.REFUSED, () -> {
            coordination.refused(key, document);
            return true;
        });
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        return faults.around(StoreOperation.STANDING, () -> {
            faults.read();
            return coordination.standing(key, metadataDigest, ceiling);
        });
    }
}
