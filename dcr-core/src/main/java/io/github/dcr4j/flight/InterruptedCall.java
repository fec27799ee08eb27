package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs code of the caller's on the caller's own thread, so that it finds its thread-locals there, and interrupts it
 * after a bounded time. Used once, by one thread.
 */
public final class InterruptedCall {
    private final Thread thread = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;
    private boolean interrupted;

    private InterruptedCall() {}

    /**
     * Returns what {@code code} returns, or throws what it throws.
     *
     * @throws TimeoutException if it failed after it was interrupted because {@code atMost} had passed
     */
    public static <T> T call(DcrClock clock, Duration atMost, Callable<T> code) throws Exception {
        return new InterruptedCall().run(clock, atMost, code);
    }

    private <T> T run(DcrClock clock, Duration atMost, Callable<T> code) throws Exception {
        CompletableFuture<Void> timeout = clock.after(atMost);
        CompletableFuture<Void> unused = timeout.thenRun(this::interrupt);
        try {
            return code.call();
        } catch (Exception e) {
            if (end()) {
                TimeoutException late = new TimeoutException("no answer within " + atMost.toMillis() + " ms");
                late.addSuppressed(e);
                throw late;
            }
            throw e;
        } finally {
            timeout.cancel(false);
            boolean unusedLate = end();
        }
    }

    private void interrupt() {
        lock.lock();
        try {
            if (!ended) {
                interrupted = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the thread was interrupted here; that interrupt was for the call, and ends with it. */
    private boolean end() {
        lock.lock();
        try {
            if (!ended && interrupted) {
                boolean unused = Thread.interrupted();
            }
            ended = true;
            return interrupted;
        } finally {
            lock.unlock();
        }
    }
}
