package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A clock whose date differs from the right one's; durations are right. Thread-safe. */
public final class OffsetClock implements DcrClock {
    private final DcrClock right;
    private volatile Duration ahead;

    /** Creates a clock that is ahead of {@code right}; behind it, if {@code ahead} is negative. */
    public OffsetClock(DcrClock right, Duration ahead) {
        this.right = right;
        this.ahead = ahead;
    }

    /** Sets by how much it is ahead from now on. */
    public void setAhead(Duration ahead) {
        this.ahead = ahead;
    }

    @Override
    public long millis() {
        return right.millis() + ahead.toMillis();
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
