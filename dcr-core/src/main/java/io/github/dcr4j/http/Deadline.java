package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.Objects;

/** The time left for a piece of work, by a clock's monotonic time. Immutable and thread-safe. */
public final class Deadline {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final DcrClock clock;
    private final long end;

    private Deadline(DcrClock clock, long end) {
        this.clock = clock;
        this.end = end;
    }

    /** Returns the deadline that passes once {@code time} has gone by; more than a year counts as a year. */
    public static Deadline after(DcrClock clock, Duration time) {
        Objects.requireNonNull(clock, "clock");
        Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return new Deadline(clock, clock.nanos() + bounded.toNanos());
    }

    /** Returns the time left, zero once the deadline has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - clock.nanos()));
    }

    /** Returns whether no time is left. */
    public boolean passed() {
        return remaining().isZero();
    }

    /** Returns the time left, or {@code cap} where that is shorter. */
    public Duration atMost(Duration cap) {
        Duration left = remaining();
        return left.compareTo(cap) < 0 ? left : cap;
    }

    /** Returns the deadline of a part of the work that may take {@code cap} and does not outlast this one. */
    public Deadline within(Duration cap) {
        return after(clock, atMost(cap));
    }

    /** Returns the wall clock that goes with the deadline, in milliseconds since the epoch. */
    public long wallMillis() {
        return clock.millis();
    }
}
