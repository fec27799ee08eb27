package io.github.dcr4j.fuzz;

import io.github.dcr4j.testkit.ManualClock;
import java.time.Instant;

/** The time at which inputs are read: an input means the same each time. */
public final class FixedTime {
    /** The first of November 2026. */
    public static final long MILLIS = 1_793_491_200_000L;

    private FixedTime() {}

    /** Returns a clock that stands there. */
    public static ManualClock clock() {
        ManualClock clock = new ManualClock();
        clock.setWallClock(Instant.ofEpochMilli(MILLIS));
        return clock;
    }
}
