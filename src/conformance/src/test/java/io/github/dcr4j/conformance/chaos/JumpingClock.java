package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The machine's clock, whose date is set wrong; durations are right. Thread-safe. */
final class JumpingClock implements DcrClock {
    private final DcrClock right = DcrClock.system();
    private volatile long aheadMillis;

    void setAhead(Duration ahead) {
        aheadMillis = ahead.toMillis();
    }

    @Override
    public long millis() {
        return right.millis() + aheadMillis;
    }

    @Override
    public long nanos() {
        return right.nanos();
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        return right.after(delay);
    }
}
