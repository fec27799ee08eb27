package io.github.dcr4j;

import io.github.dcr4j.DcrCoordination.Ceiling;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link InProcessCoordination} remembers of one key. Not thread-safe: used under the lock of its key. */
final class KeyClaims {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration INTENT_LIFE = Duration.ofHours(24);
    private static final Duration FAILURES_LIFE = Duration.ofHours(24);

    private @Nullable String owner;
    private long leaseEnd;

    private Outcome lastFailure = Outcome.DONE;
    private int failures;
    private long failuresEnd;
    private long backOffEnd;

    private @Nullable Intent intent;
    private @Nullable String intentOwner;
    private long intentEnd;

    private Ceiling ceiling = Ceiling.NONE;
    private final Deque<Long> registrations = new ArrayDeque<>();

    Claim take(ClaimRequest request, long now, long nowMillis) {
        if (holdsLease(now) && !request.owner().equals(owner)) {
            return new Claim.Busy(shorter(LONGEST_WAIT, Duration.ofNanos(leaseEnd - now)));
        }
        if (!request.byOperator() && !request.owner().equals(owner)) {
            ceiling = request.ceiling();
            long heldBack = Math.max(backOffLeft(request, now), ceilingLeft(now));
            if (heldBack > 0) {
                String why =
                        ceilingLeft(now) == heldBack ? "the ceiling on registrations is reached" : lastFailure.why();
                return new Claim.BackOff(Instant.ofEpochMilli(nowMillis).plusNanos(heldBack), why);
            }
        }
        if (!request.owner().equals(owner)) {
            owner = request.owner();
            leaseEnd = now + request.life().toNanos();
        }
        Intent leftover = request.owner().equals(intentOwner) || now - intentEnd >= 0 ? null : intent;
        return new Claim.Granted(
                new DcrLease(request.key(), request.owner()), null, failures, leftover, null, List.of());
    }

    private long backOffLeft(ClaimRequest request, long now) {
        boolean concerned =
                lastFailure.boundTo() == null || lastFailure.boundTo().equals(request.metadataDigest());
        return concerned && failures > 0 ? backOffEnd - now : 0;
    }

    private long ceilingLeft(long now) {
        long window = ceiling.window().toNanos();
        while (!registrations.isEmpty() && now - registrations.peekFirst() >= window) {
            registrations.removeFirst();
        }
        return registrations.size() < ceiling.registrations() ? 0 : registrations.getFirst() + window - now;
    }

    boolean giveBack(String asker) {
        return endLease(asker);
    }

    boolean mark(String asker, Intent next, long now) {
        if (!asker.equals(owner) || !holdsLease(now)) {
            return false;
        }
        if (next.call() == Intent.Call.REGISTER
                && !next.equals(intent)
                && !ceiling.window().isZero()) {
            registrations.addLast(now);
        }
        intent = next;
        intentOwner = asker;
        intentEnd = now + INTENT_LIFE.toNanos();
        return true;
    }

    boolean release(String asker, Outcome outcome, long now) {
        if (!endLease(asker)) {
            return false;
        }
        if (outcome.intentKnown()) {
            intent = null;
        }
        failures = outcome.failed() ? Math.min(failures, Integer.MAX_VALUE - 1) + 1 : 0;
        failuresEnd = now + FAILURES_LIFE.toNanos();
        lastFailure = outcome;
        backOffEnd = now + outcome.backOff().toNanos();
        return true;
    }

    boolean settle(String clientId) {
        if (intent == null || !clientId.equals(intent.clientId())) {
            return false;
        }
        intent = null;
        return true;
    }

    boolean saved(@Nullable String saver) {
        owner = null;
        failures = 0;
        if (saver != null && saver.equals(intentOwner)) {
            intent = null;
        }
        return true;
    }

    /** Returns whether anything here can still change an answer. */
    boolean matters(long now) {
        return holdsLease(now)
                || failures > 0 && now - failuresEnd < 0
                || intent != null && now - intentEnd < 0
                || ceilingLeft(now) > 0
                || !registrations.isEmpty();
    }

    private boolean holdsLease(long now) {
        return owner != null && now - leaseEnd < 0;
    }

    private boolean endLease(String asker) {
        if (!asker.equals(owner)) {
            return false;
        }
        owner = null;
        return true;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
