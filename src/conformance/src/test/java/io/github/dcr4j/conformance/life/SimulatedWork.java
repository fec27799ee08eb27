package io.github.dcr4j.conformance.life;

import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The threads of simulated replicas and their calls. It lets the simulated clock go on when all that is at work waits
 * for it, and not while a call is under way, which takes no simulated time. Thread-safe.
 */
final class SimulatedWork implements Executor, Interceptor, AutoCloseable {
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

    /**
     * Nothing at work waits longer; what is put off for longer, as the deletion of a dropped client is, is not waited
     * for.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ManualClock clock;
    private int busy;
    private int calls;

    SimulatedWork(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable work) {
        count(1, 0);
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                count(-1, 0);
            }
        });
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        count(0, 1);
        try {
            return chain.proceed(chain.request());
        } finally {
            count(0, -1);
        }
    }

    private void count(int threads, int calls) {
        lock.lock();
        try {
            busy += threads;
            this.calls += calls;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether anything is at work. */
    boolean goesOn() {
        lock.lock();
        try {
            return busy > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits as long as {@code pending} says so, and lets the clock go on when nothing else moves. */
    void awaitWhile(BooleanSupplier pending) {
        long end = System.nanoTime() + LONGEST;
        while (pending.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("still at work after a minute");
            }
            if (!moved()) {
                clock.pendingWaits().stream()
                        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
                        .min(Comparator.naturalOrder())
                        .ifPresent(clock::advance);
            }
        }
    }

    /** Waits for a moment; whether something began or ended, or a call is under way. */
    @SuppressWarnings("WaitNotInLoop") // whoever calls it looks again
    private boolean moved() {
        lock.lock();
        try {
            return changed.awaitNanos(MOMENT) > 0 || calls > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
