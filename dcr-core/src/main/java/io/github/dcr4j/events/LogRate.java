package io.github.dcr4j.events;

import io.github.dcr4j.DcrClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how often a kind of warning is logged, however many keys it is about: a hundred at once, then one a minute.
 * Thread-safe.
 */
public final class LogRate {
    public static final int AT_ONCE = 100;

    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final DcrClock clock;

    /** When the last line would have been logged had they been logged at their intervals, by the monotonic clock. */
    private final AtomicLong spacedOut;

    LogRate(DcrClock clock) {
        this.clock = clock;
        spacedOut = new AtomicLong(clock.nanos());
    }

    /** Returns whether a line may be logged now, and counts it if so. */
    boolean allows() {
        while (true) {
            long last = spacedOut.get();
            long now = clock.nanos();
            long ahead = last - now;
            if (ahead > (AT_ONCE - 1) * INTERVAL) {
                return false;
            }
            if (spacedOut.compareAndSet(last, (ahead < 0 ? now : last) + INTERVAL)) {
                return true;
            }
        }
    }
}
