package io.github.dcr4j.events;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was logged already, so that it is logged once a day at most, or once in another time. What there is no room to
 * remember, or comes too fast, is bounded by a {@link LogRate} instead: it is logged at a later use. Bounded and
 * thread-safe.
 */
public final class LoggedOnce {
    static final int MOST = 10_000;

    /** When it was logged, by the monotonic clock. */
    private final ConcurrentHashMap<String, Long> logged = new ConcurrentHashMap<>();

    private final DcrClock clock;
    private final long remembered;
    private final LogRate rate;

    public LoggedOnce(DcrClock clock) {
        this(clock, Duration.ofDays(1));
    }

    /** Creates one by which the same is logged once in {@code every}. */
    public LoggedOnce(DcrClock clock, Duration every) {
        this.clock = clock;
        remembered = every.toNanos();
        rate = new LogRate(clock);
    }

    /** Returns whether {@code what} is to be logged now. */
    public boolean add(String what) {
        Long at = logged.get(what);
        long now = clock.nanos();
        if ((at != null && now - at < remembered) || !rate.allows()) {
            return false;
        }
        if (at != null) {
            return logged.replace(what, at, now);
        }
        if (logged.size() >= MOST) {
            logged.values().removeIf(logged -> now - logged >= remembered);
        }
        return logged.size() >= MOST || logged.putIfAbsent(what, now) == null;
    }
}
