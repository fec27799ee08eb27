package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCoordination.Ceiling;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCoordination.Outcome.Result;
import io.github.dcr4j.DcrCoordination.Purpose;
import io.github.dcr4j.DcrCoordination.Retired;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Deletes at the server the clients of a key that no generation uses any more (RFC 7592, section 2.3), under a lease,
 * each once: what cannot be deleted is reported as an orphan. Thread-safe.
 */
final class SupersededClients {
    private final DcrCoordination coordination;
    private final GiveBack giveBack;
    private final BackgroundWork background;
    private final Journal journal;
    private final DcrClock clock;
    private final Duration leaseLife;

    SupersededClients(
            DcrCoordination coordination,
            GiveBack giveBack,
            BackgroundWork background,
            Journal journal,
            DcrClock clock,
            Duration leaseLife) {
        this.coordination = coordination;
        this.giveBack = giveBack;
        this.background = background;
        this.journal = journal;
        this.clock = clock;
        this.leaseLife = leaseLife;
    }

    /** Deletes those of the request's key, behind the caller. If somebody else is at work on the key it is left to the next. */
    void deleteLater(DcrRequest request) {
        background.run(() -> {
            try {
                delete(request);
            } catch (RuntimeException e) {
                journal.supersededNotDeleted(request.key(), e);
            }
        });
    }

    private void delete(DcrRequest request) {
        Claim claim = coordination.claim(new ClaimRequest(
                request.key(),
                UUID.randomUUID().toString(),
                leaseLife,
                null,
                request.metadataDigest(),
                Ceiling.NONE,
                Purpose.MANAGE));
        if (!(claim instanceof Claim.Granted granted)) {
            return;
        }
        Intent leftover = granted.leftover();
        boolean suspicion = leftover != null && leftover.call() != Intent.Call.DELETE;
        try {
            // a mark of ours would take the place of the suspicion, which the next attempt reports
            for (Retired retired : suspicion ? List.<Retired>of() : granted.superseded()) {
                if (!delete(request, granted.lease(), retired)) {
                    return;
                }
            }
        } finally {
            coordination.release(
                    granted.lease(), Outcome.of(Result.NEITHER, suspicion ? Effect.UNKNOWN : Effect.ACCOUNTED));
        }
    }

    /** Returns whether the lease was still held. */
    private boolean delete(DcrRequest request, DcrLease lease, Retired retired) {
        DcrManagement management = retired.management();
        Intent intent = new Intent(Intent.Call.DELETE, Instant.ofEpochMilli(clock.millis()), management.clientId());
        if (!coordination.mark(lease, intent)) {
            return false;
        }
        DcrEvent ending = giveBack.give(
                request.key(),
                management.clientId(),
                null,
                management,
                request.upstream().egress());
        boolean goneAnyway = retired.cause() == Retired.Cause.INVALIDATED;
        if (ending != null && !(goneAnyway && ending instanceof DcrEvent.Orphaned)) {
            journal.tell(ending);
        }
        coordination.settled(request.key(), management.clientId());
        return true;
    }
}
