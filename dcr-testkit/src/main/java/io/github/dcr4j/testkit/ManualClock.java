package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is advanced. Thread-safe.
 *
 * <p>{@link #advance} completes the waits that fall due, one after the other in the order of their time, on the thread
 * that advances; a wait that is begun by what another one set off is completed in the same call if it falls due in it.
 *
 * @see DcrTestKit an example
 */
public final class ManualClock implements DcrClock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Wait> waits =
            new PriorityQueue<>(Comparator.comparingLong(Wait::due).thenComparingLong(Wait::order));
    private volatile long nanos;
    private volatile long millisAtStart = START.toEpochMilli();
    private long order;

    private record Wait(long due, long order, CompletableFuture<Void> done) {}

    /** Creates a clock at the beginning of 2026, UTC. */
    public ManualClock() {}

    @Override
    public long millis() {
        return millisAtStart + nanos / 1_000_000;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Returns the wall clock. */
    public Instant now() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (delay.isZero() || delay.isNegative()) {
            done.complete(null);
            return done;
        }
        lock.lock();
        try {
            waits.add(new Wait(nanos + delay.toNanos(), order++, done));
        } finally {
            lock.unlock();
        }
        return done;
    }

    /** Advances both clocks by {@code time} and completes the waits that fall due. */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative: " + time);
        }
        long end;
        lock.lock();
        try {
            end = nanos + time.toNanos();
        } finally {
            lock.unlock();
        }
        for (Wait next = nextDue(end); next != null; next = nextDue(end)) {
            next.done().complete(null);
        }
    }

    /** Goes to the next wait that is due by {@code end}, or to {@code end} if there is none. */
    private @Nullable Wait nextDue(long end) {
        lock.lock();
        try {
            waits.removeIf(wait -> wait.done().isDone());
            Wait next = waits.peek();
            boolean due = next != null && next.due() <= end;
            nanos = Math.max(nanos, due ? next.due() : end);
            return due ? waits.remove() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Moves the wall clock alone, as an administrator or a time server would; durations and waits are not touched. */
    public void setWallClock(Instant now) {
        lock.lock();
        try {
            millisAtStart = now.toEpochMilli() - nanos / 1_000_000;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long the waits that are pending still have to wait, shortest first. */
    public List<Duration> pendingWaits() {
        lock.lock();
        try {
            List<Duration> left = new ArrayList<>();
            waits.stream()
                    .filter(wait -> !wait.done().isDone())
                    .sorted(Comparator.comparingLong(Wait::due))
                    .forEach(wait -> left.add(Duration.ofNanos(wait.due() - nanos)));
            return List.copyOf(left);
        } finally {
            lock.unlock();
        }
    }
}
