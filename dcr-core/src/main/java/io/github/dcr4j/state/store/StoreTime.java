package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The time of a store in memory. It begins as the wall clock and goes on by the monotonic one: setting the wall clock
 * changes no lease and no end of life. Thread-safe.
 */
public final class StoreTime {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long originMillis;
    private final DcrClock clock = new CurrentClock();
    private volatile Source source;

    /**
     * Where the time comes from.
     *
     * @param offset added to the clock's nanoseconds
     */
    private record Source(DcrClock clock, long offset) {}

    /** Creates a time that goes by {@code clock}. */
    public StoreTime(DcrClock clock) {
        originMillis = clock.millis();
        source = new Source(clock, -clock.nanos());
    }

    /** Lets the time go on by another clock, from where it is. */
    public void goOnBy(DcrClock clock) {
        Objects.requireNonNull(clock, "clock");
        source = new Source(clock, nanos() - clock.nanos());
    }

    /** Returns the clock by which it goes, at each moment. */
    public DcrClock clock() {
        return clock;
    }

    /** Returns the nanoseconds since it began. */
    public long nanos() {
        Source now = source;
        return now.clock().nanos() + now.offset();
    }

    /** Returns the time in milliseconds since the epoch. */
    public long millis() {
        return originMillis + Math.floorDiv(nanos(), NANOS_PER_MILLI);
    }

    private final class CurrentClock implements DcrClock {
        @Override
        public long millis() {
            return source.clock().millis();
        }

        @Override
        public long nanos() {
            return source.clock().nanos();
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            return source.clock().after(delay);
        }
    }
}
