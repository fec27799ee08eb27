package io.github.dcr4j.conformance.life;

import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

    /**
     * Nothing at work waits longer; what is put off for longer, as the deletion of a dropped client is, is not waited
     * for.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** How often another thread must have had its turn while nothing moved. */
    private static final int TURNS = 3;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ManualClock clock;
    private int busy;
    private int calls;
    private long changes;

    SimulatedWork(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable work) {
        count(1, 0);
        threads.execute(() -> {
            working.add(Thread.currentThread());
            try {
                work.run();
            } finally {
                working.remove(Thread.currentThread());
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
            changes++;
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

    /**
     * Waits for a moment and returns whether something began or ended, or a thread has work that needs no later time. A
     * busy machine lets a thread that could go on stand still for longer than a moment: its state tells, and other
     * threads must have had their turn meanwhile.
     */
    private boolean moved() {
        long before = changesBeforeAMoment();
        for (int turn = 0; turn < TURNS; turn++) {
            if (!allWait(before)) {
                return true;
            }
            CompletableFuture.runAsync(() -> {}, threads).join();
        }
        return !allWait(before);
    }

    /** Waits for a moment, or until something changes; returns how many changes there were before. */
    @SuppressWarnings({"WaitNotInLoop", "ReturnValueIgnored"}) // the caller looks again
    private long changesBeforeAMoment() {
        lock.lock();
        try {
            long before = changes;
            changed.awaitNanos(MOMENT);
            return before;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing changed, no call is under way, and each thread at work waits for something. */
    private boolean allWait(long changesBefore) {
        lock.lock();
        try {
            return changes == changesBefore
                    && calls == 0
                    && working.size() == busy
                    && working.stream().map(Thread::getState).allMatch(WAITING::contains);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
