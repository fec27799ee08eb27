package io.github.dcr4j.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds calls at a {@link FakeAuthorizationServer} until it is opened, so that a test decides what happens in the
 * meantime without waiting for time to pass. Once open it stays open. Closing the server opens the gates that calls
 * are waiting at. Thread-safe.
 */
public final class FakeGate {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrivals;
    private boolean open;

    private FakeGate() {}

    /** Returns a gate that is closed. */
    public static FakeGate closed() {
        return new FakeGate();
    }

    /** Lets everything through, what waits and what comes. */
    public void open() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many calls have come to the gate so far, those that went through included. */
    public int arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, for at most 60 seconds, until {@code count} calls have come to the gate.
     *
     * @throws IllegalStateException if they have not come by then, or the thread is interrupted, which it then still is
     */
    public void awaitArrivals(int count) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (arrivals < count) {
                if (left <= 0) {
                    throw new IllegalStateException("of the " + count + " calls expected at the gate, " + arrivals
                            + " came within " + PATIENCE_SECONDS + " seconds");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for calls at the gate", e);
        } finally {
            lock.unlock();
        }
    }

    /** Comes to the gate and returns when it is open. */
    void pass() throws InterruptedException {
        lock.lock();
        try {
            arrivals++;
            changed.signalAll();
            while (!open) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
