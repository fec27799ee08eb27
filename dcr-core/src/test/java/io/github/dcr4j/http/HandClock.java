package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A clock that stands still until it is moved. */
public final class HandClock implements DcrClock {
    private long millis;
    private long nanos;

    public HandClock(long millis) {
        this.millis = millis;
    }

    public void advance(Duration time) {
        millis += time.toMillis();
        nanos += time.toNanos();
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        throw new UnsupportedOperationException("nothing here waits");
    }
}
