package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The machine's clock, with a note of how often somebody waited by it. Thread-safe. */
final class PausesNoted implements DcrClock {
    private final DcrClock machine = DcrClock.system();
    private final AtomicInteger pauses = new AtomicInteger();

    /** Returns how often somebody has begun to wait. */
    int pauses() {
        return pauses.get();
    }

    @Override
    public long millis() {
        return machine.millis();
    }

    @Override
    public long nanos() {
        return machine.nanos();
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        pauses.incrementAndGet();
        return machine.after(delay);
    }
}
