package io.github.dcr4j.fuzz;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A clock that stands still: an input means the same each time. */
public final class FixedClock implements DcrClock {
    /** The first of November 2026. */
    public static final long MILLIS = 1_793_491_200_000L;

    @Override
    public long millis() {
        return MILLIS;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        throw new UnsupportedOperationException("nothing here waits");
    }
}
