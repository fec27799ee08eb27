package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import org.jspecify.annotations.Nullable;

/** A coordination at whose steps the JVM can halt. */
record CrashingCoordination(DcrCoordination coordination, Sabotage sabotage) implements DcrCoordination {
    @Override
    public Claim claim(ClaimRequest request) {
        sabotage.reached(CrashPoint.BEFORE_CLAIM);
        Claim claim = coordination.claim(request);
        if (claim instanceof Claim.Granted) {
            sabotage.reached(CrashPoint.AFTER_CLAIM);
        }
        return claim;
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        boolean held = coordination.mark(lease, intent);
        sabotage.reached(CrashPoint.AFTER_MARK);
        return held;
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        sabotage.reached(CrashPoint.BEFORE_RELEASE);
        coordination.release(lease, outcome);
        sabotage.reached(CrashPoint.AFTER_RELEASE);
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        coordination.settled(key, clientId);
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        coordination.refused(key, document);
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        return coordination.standing(key, metadataDigest, ceiling);
    }
}
