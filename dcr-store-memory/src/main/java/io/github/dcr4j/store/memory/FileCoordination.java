package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.InProcessCoordination.Known;
import java.util.concurrent.TimeUnit;

/**
 * Leases, back-offs and intents that stand in a file beside the credentials. Thread-safe.
 *
 * @param own the clock of this process, in which the deadlines of its own leases are told
 * @param wall the clock by which everybody who uses the file measures
 */
record FileCoordination(FileSteps file, DcrClock own, DcrClock wall) implements DcrCoordination {
    @Override
    public Claim claim(ClaimRequest request) {
        return file.change(Step.CLAIM, request.key(), entry -> {
            long asked = own.nanos();
            long now = wall.millis();
            Known known = entry.history().look();
            Claim answer = known.answer(request, entry.claims().take(request, now));
            if (answer instanceof Claim.Current) {
                entry.claims().giveBack(request.owner());
            }
            return answer instanceof Claim.Granted granted ? told(granted, asked, now) : answer;
        });
    }

    /** Tells the deadline of a lease by the clock of its holder. */
    private static Claim told(Claim.Granted granted, long asked, long now) {
        DcrLease lease = granted.lease();
        long left = lease.deadlineNanos() - TimeUnit.MILLISECONDS.toNanos(now);
        return new Claim.Granted(
                new DcrLease(lease.key(), lease.owner(), asked + left),
                granted.base(),
                granted.failures(),
                granted.leftover(),
                granted.baseManagement(),
                granted.superseded());
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return file.change(Step.CLAIM, lease.key(), entry -> entry.claims().mark(lease.owner(), intent, wall.millis()));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        file.change(Step.CLAIM, lease.key(), entry -> entry.claims().release(lease.owner(), outcome, wall.millis()));
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        file.change(Step.CLAIM, key, entry -> {
            entry.history().settled(clientId);
            return entry.claims().settle(clientId);
        });
    }
}
