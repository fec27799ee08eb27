package io.github.dcr4j;

import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCoordination.Outcome.Result;
import io.github.dcr4j.DcrCoordination.Purpose;
import io.github.dcr4j.DcrCoordination.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the claims on one key, and the rules by which it changes; for stores that run each step under a
 * lock of their own and answer with {@link InProcessCoordination.Known#answer}. Every time is in milliseconds of one
 * clock, whichever its user reads. Not thread-safe: used under the lock of its key.
 */
public final class KeyClaims {
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final long INTENT_LIFE = TimeUnit.HOURS.toMillis(24);
    private static final long FAILURES_LIFE = TimeUnit.HOURS.toMillis(24);
    private static final long LONGEST = TimeUnit.DAYS.toMillis(3_650);
    private static final int MOST_BACK_OFFS = 8;

    private @Nullable String owner;
    private long leaseEnd;

    private int failures;
    private long failuresEnd;
    private final List<BackOff> backOffs = new ArrayList<>();

    private @Nullable Intent intent;
    private @Nullable String intentOwner;
    private long intentEnd;

    private final Deque<Long> registrations = new ArrayDeque<>();
    private long longestWindow;

    /**
     * Everything that is remembered, for a store that keeps it outside of the memory of this process. It holds no secret.
     *
     * @param owner who holds the lease, or held the last one and may still say what came of it
     * @param leaseEnd when that lease ends
     * @param failures how many attempts in a row have failed
     * @param failuresEnd when they are forgotten
     * @param backOffs what holds registrations back
     * @param intent what was about to be sent and is not accounted for
     * @param intentOwner who noted the intent
     * @param intentEnd when the intent is forgotten
     * @param registrations when registrations were marked, in their order
     * @param longestWindow for how long registrations are counted
     */
    public record State(
            @Nullable String owner,
            long leaseEnd,
            int failures,
            long failuresEnd,
            List<BackOff> backOffs,
            @Nullable Intent intent,
            @Nullable String intentOwner,
            long intentEnd,
            List<Long> registrations,
            long longestWindow) {
        /** Copies the lists. */
        public State {
            backOffs = List.copyOf(backOffs);
            registrations = List.copyOf(registrations);
        }
    }

    /**
     * Nobody may register until {@code end}.
     *
     * @param why what those are told who are held back
     * @param boundTo the digest of the only metadata that is held back, {@code null} for any
     * @param end when it ends
     */
    public record BackOff(Reason why, @Nullable String boundTo, long end) {
        boolean concerns(String digest) {
            return boundTo == null || boundTo.equals(digest);
        }
    }

    /** Creates claims of which nothing is remembered. */
    public KeyClaims() {}

    /** Creates claims that go on from {@code state}. */
    public KeyClaims(State state) {
        owner = state.owner();
        leaseEnd = state.leaseEnd();
        failures = state.failures();
        failuresEnd = state.failuresEnd();
        backOffs.addAll(state.backOffs());
        intent = state.intent();
        intentOwner = state.intentOwner();
        intentEnd = state.intentEnd();
        registrations.addAll(state.registrations());
        longestWindow = state.longestWindow();
    }

    /** Returns everything that is remembered. */
    public State state() {
        return new State(
                owner,
                leaseEnd,
                failures,
                failuresEnd,
                backOffs,
                intent,
                intentOwner,
                intentEnd,
                List.copyOf(registrations),
                longestWindow);
    }

    /**
     * Takes the lease if nothing stands in the way. What is granted knows nothing of generations yet, and its lease's
     * deadline is {@code now} plus its life.
     */
    public Claim take(ClaimRequest request, long now) {
        forgetPassed(now);
        boolean mine = request.owner().equals(owner) && holdsLease(now);
        if (!mine && holdsLease(now)) {
            return new Claim.Busy(shorter(LONGEST_PAUSE, Duration.ofMillis(leaseEnd - now)));
        }
        if (!mine) {
            Claim heldBack = request.purpose() == Purpose.REGISTER ? heldBack(request, now) : null;
            if (heldBack != null) {
                return heldBack;
            }
            owner = request.owner();
            leaseEnd = now + millis(request.life());
            longestWindow = Math.max(longestWindow, millis(request.ceiling().window()));
        }
        Intent leftover = request.owner().equals(intentOwner) ? null : intent;
        return new Claim.Granted(
                new DcrLease(request.key(), request.owner(), TimeUnit.MILLISECONDS.toNanos(leaseEnd)),
                null,
                failures,
                leftover,
                null,
                List.of());
    }

    private @Nullable Claim heldBack(ClaimRequest request, long now) {
        BackOff longest = null;
        for (BackOff backOff : backOffs) {
            if (backOff.concerns(request.metadataDigest()) && (longest == null || backOff.end() > longest.end())) {
                longest = backOff;
            }
        }
        if (longest != null) {
            return new Claim.BackOff(Duration.ofMillis(longest.end() - now), longest.why());
        }
        long window = millis(request.ceiling().window());
        List<Long> inWindow =
                registrations.stream().filter(at -> now - at < window).toList();
        int most = request.ceiling().registrations();
        if (inWindow.size() < most) {
            return null;
        }
        long free = inWindow.get(inWindow.size() - most) + window;
        String text = "the ceiling of " + most + " registrations in "
                + request.ceiling().window() + " is reached";
        return new Claim.BackOff(Duration.ofMillis(free - now), new Reason(text, false, 0, null));
    }

    /** Ends the lease of {@code asker}, as if it had never been taken. */
    public boolean giveBack(String asker) {
        return endLease(asker);
    }

    /** See {@link DcrCoordination#mark}. */
    public boolean mark(String asker, Intent next, long now) {
        if (!asker.equals(owner) || !holdsLease(now)) {
            return false;
        }
        boolean again = asker.equals(intentOwner) && next.equals(intent);
        if (next.call() == Intent.Call.REGISTER && !again && longestWindow > 0) {
            registrations.addLast(now);
        }
        intent = next;
        intentOwner = asker;
        intentEnd = now + INTENT_LIFE;
        return true;
    }

    /** See {@link DcrCoordination#release}; returns whether the outcome was recorded. */
    public boolean release(String asker, Outcome outcome, long now) {
        forgetPassed(now);
        if (!endLease(asker)) {
            return false;
        }
        boolean ownIntent = asker.equals(intentOwner);
        if (outcome.effect() == Effect.NONE && ownIntent && intent != null) {
            if (intent.call() == Intent.Call.REGISTER) {
                registrations.pollLast();
            }
            intent = null;
        } else if (outcome.effect() == Effect.ACCOUNTED) {
            intent = null;
        }
        count(outcome, now);
        return true;
    }

    private void count(Outcome outcome, long now) {
        if (outcome.result() == Result.SUCCEEDED) {
            failures = 0;
            backOffs.clear();
        }
        if (outcome.result() == Result.FAILED) {
            failures = Math.min(failures, Integer.MAX_VALUE - 1) + 1;
            failuresEnd = now + FAILURES_LIFE;
        }
        if (!outcome.backOff().isZero()) {
            backOffs.removeIf(known -> Objects.equals(known.boundTo(), outcome.boundTo()));
            if (backOffs.size() == MOST_BACK_OFFS) {
                backOffs.remove(0);
            }
            backOffs.add(new BackOff(outcome.why(), outcome.boundTo(), now + millis(outcome.backOff())));
        }
    }

    /** Forgets an intent about {@code clientId}; returns whether there was one. */
    public boolean settle(String clientId) {
        if (intent == null || !clientId.equals(intent.clientId())) {
            return false;
        }
        intent = null;
        return true;
    }

    /** Ends the lease and the back-off, whoever holds them, and the intent of {@code saver}, as a save does. */
    public boolean saved(@Nullable String saver) {
        owner = null;
        failures = 0;
        backOffs.clear();
        if (saver != null && saver.equals(intentOwner)) {
            intent = null;
        }
        return true;
    }

    /** Ends the lease of {@code asker} as if it ran out: it can still say what came of it. */
    public boolean runOut(String asker, long now) {
        if (asker.equals(owner)) {
            leaseEnd = Math.min(leaseEnd, now);
        }
        return true;
    }

    /** Returns whether anything here can still change an answer. */
    public boolean matters(long now) {
        forgetPassed(now);
        return owner != null || failures > 0 || !backOffs.isEmpty() || intent != null || !registrations.isEmpty();
    }

    /** An owner whose lease ran out is remembered as long as what it may still report, see {@code release}. */
    private void forgetPassed(long now) {
        backOffs.removeIf(backOff -> backOff.end() <= now);
        registrations.removeIf(at -> now - at >= longestWindow);
        if (failuresEnd <= now) {
            failures = 0;
        }
        if (intent != null && intentEnd <= now) {
            intent = null;
        }
        if (owner != null && now - leaseEnd >= INTENT_LIFE) {
            owner = null;
        }
    }

    private boolean holdsLease(long now) {
        return owner != null && now < leaseEnd;
    }

    private boolean endLease(String asker) {
        if (!asker.equals(owner)) {
            return false;
        }
        owner = null;
        return true;
    }

    private static long millis(Duration duration) {
        return duration.compareTo(Duration.ofMillis(LONGEST)) > 0 ? LONGEST : duration.toMillis();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
