package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What was logged already, so that it is logged once a day at most. What there is no room to remember, or comes too fast, is
 * bounded by a {@link LogRate} instead: it is logged at a later use. Bounded and thread-safe.
 */
final class ToldOnce {
    static final int MOST = 10_000;

    private static final long REMEMBERED = TimeUnit.DAYS.toNanos(1);

    /** When it was logged, by the monotonic clock. */
    private final ConcurrentHashMap<String, Long> told = new ConcurrentHashMap<>();

    private final DcrClock clock;
    private final LogRate rate;

    ToldOnce(DcrClock clock) {
        this.clock = clock;
        rate = new LogRate(clock);
    }

    /** Returns whether {@code what} is to be logged now. */
    boolean add(String what) {
        Long at = told.get(what);
        long now = clock.nanos();
        if ((at != null && now - at < REMEMBERED) || !rate.allows()) {
            return false;
        }
        if (at != null) {
            return told.replace(what, at, now);
        }
        if (told.size() >= MOST) {
            told.values().removeIf(logged -> now - logged >= REMEMBERED);
        }
        return told.size() >= MOST || told.putIfAbsent(what, now) == null;
    }
}
