package io.github.dcr4j.model;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when it is told to. Thread-safe. */
public final class StandingClock implements DcrClock {
    private final AtomicLong seconds = new AtomicLong(1);

    @Override
    public long millis() {
        return seconds.get() * 1_000;
    }

    @Override
    public long nanos() {
        return seconds.get() * 1_000_000_000;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        throw new UnsupportedOperationException("nothing here waits for time");
    }

    /** Lets a second pass. */
    public void tick() {
        seconds.incrementAndGet();
    }
}
