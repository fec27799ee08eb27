package io.github.dcr4j.store.redis.connection;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps calls from a server that failed five times in a row, for 2 to 30 seconds, longer each time; then one call
 * tries.
 *
 * <p>Calls that can wait are let through all the same until the outage is as old as the patience: they are what rides
 * out a failover. Thread-safe; while all is well a call costs two volatile accesses.
 */
final class CircuitBreaker {
    private static final int FAILURES = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final DcrClock clock;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile int failures;
    private volatile long answered;
    private long outageBegan;
    private long closedUntil;
    private Duration next = SHORTEST;

    CircuitBreaker(DcrClock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
        answered = clock.nanos();
    }

    /** What a call may do. */
    enum Admission {
        /** Try, and if it can wait, try again. */
        TRY,
        /** Try once. */
        PROBE,
        /** Fail at once. */
        FAIL
    }

    /** Asks for one call; the caller that may try reports what came of every try. */
    Admission admit(boolean canWait) {
        if (failures < FAILURES) {
            return Admission.TRY;
        }
        lock.lock();
        try {
            long now = clock.nanos();
            if (failures < FAILURES || (canWait && now - outageBegan < patience.toNanos())) {
                return Admission.TRY;
            }
            if (now - closedUntil < 0) {
                return Admission.FAIL;
            }
            closeFor(now);
            return Admission.PROBE;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long calls fail at once. */
    Duration left() {
        lock.lock();
        try {
            return Duration.ofNanos(Math.max(closedUntil - clock.nanos(), 1));
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the last call that the server had to answer was answered. */
    boolean isQuiet() {
        return failures == 0;
    }

    void succeeded() {
        answered = clock.nanos();
        if (failures > 0) {
            lock.lock();
            try {
                failures = 0;
                next = SHORTEST;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes note of a failure, unless the server has answered another call since the failed try began: then this
     * program was slow, not the server.
     *
     * @param tried when the failed try began, by the clock's {@code nanos}
     */
    void failed(long tried) {
        lock.lock();
        try {
            if (answered - tried > 0) {
                return;
            }
            long now = clock.nanos();
            if (failures == 0) {
                outageBegan = tried;
            }
            int before = failures;
            failures = Math.min(before, FAILURES) + 1;
            if (failures == FAILURES) {
                closeFor(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A random half keeps replicas from coming back at once. */
    private void closeFor(long now) {
        long longest = next.toNanos();
        closedUntil =
                now + ThreadLocalRandom.current().nextLong(Math.max(SHORTEST.toNanos(), longest / 2), longest + 1);
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    }
}
