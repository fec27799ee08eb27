package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A clock that moves when it is told to, or, if it runs by itself, by as much as anybody waits. Thread-safe. */
public final class TestClock implements DcrClock {
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Wait> waits = new ArrayList<>();
    private final List<Duration> asked = new ArrayList<>();
    private final long firstMillis;
    private final long firstNanos;
    private final boolean runsByItself;
    private long passed;
    private long wallOffMillis;

    private record Wait(long due, CompletableFuture<Void> done) {}

    private TestClock(long firstMillis, long firstNanos, boolean runsByItself) {
        this.firstMillis = firstMillis;
        this.firstNanos = firstNanos;
        this.runsByItself = runsByItself;
    }

    /** Returns a clock that stands still. */
    public static TestClock standing() {
        return at(START.toEpochMilli(), 5_000_000_000L);
    }

    /** Returns a clock that stands still, from any origin: the monotonic one may overflow. */
    public static TestClock at(long millis, long nanos) {
        return new TestClock(millis, nanos, false);
    }

    /** Returns a clock on which every wait is over at once, and its time has passed. */
    public static TestClock running() {
        return new TestClock(START.toEpochMilli(), 5_000_000_000L, true);
    }

    @Override
    public synchronized long millis() {
        return firstMillis + passed / 1_000_000 + wallOffMillis;
    }

    @Override
    public synchronized long nanos() {
        return firstNanos + passed;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            asked.add(delay);
            waits.add(new Wait(passed + delay.toNanos(), done));
        }
        if (runsByItself) {
            advance(delay);
        }
        return done;
    }

    public void advance(Duration time) {
        long end;
        synchronized (this) {
            end = passed + time.toNanos();
        }
        for (Optional<Wait> next = due(end); next.isPresent(); next = due(end)) {
            next.get().done().complete(null);
        }
        synchronized (this) {
            passed = Math.max(passed, end); // another thread may have advanced it further meanwhile
        }
    }

    private synchronized Optional<Wait> due(long end) {
        waits.removeIf(wait -> wait.done().isDone());
        Optional<Wait> next = waits.stream().filter(wait -> wait.due() <= end).min(Comparator.comparingLong(Wait::due));
        next.ifPresent(wait -> {
            waits.remove(wait);
            passed = Math.max(passed, wait.due());
        });
        return next;
    }

    /** Moves the wall clock alone. */
    public synchronized void moveWallClock(Duration by) {
        wallOffMillis += by.toMillis();
    }

    /** Returns every wait that was asked for, the oldest first. */
    public synchronized List<Duration> asked() {
        return List.copyOf(asked);
    }

    /** Returns how many waits are pending. */
    public synchronized int pending() {
        waits.removeIf(wait -> wait.done().isDone());
        return waits.size();
    }
}
