package io.github.dcr4j.testkit.work;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Daemon threads that know whether they have anything to do, and whether all that they do is wait. Resolvers get it as
 * their executor, and as an interceptor of their HTTP client. Thread-safe.
 */
public final class ClockedWork implements Executor, Interceptor, AutoCloseable {
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** How often another thread must have had its turn while nothing moved. */
    private static final int TURNS = 3;

    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int busy;
    private int calls;
    private long changes;

    private static ThreadFactory daemons() {
        ThreadFactory plain = Executors.defaultThreadFactory();
        return work -> {
            Thread thread = plain.newThread(work);
            thread.setName("dcr-testkit-" + thread.getName());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable work) {
        count(1, 0);
        boolean accepted = false;
        try {
            threads.execute(() -> run(work));
            accepted = true;
        } finally {
            if (!accepted) {
                count(-1, 0);
            }
        }
    }

    private void run(Runnable work) {
        working.add(Thread.currentThread());
        try {
            work.run();
        } finally {
            working.remove(Thread.currentThread());
            count(-1, 0);
        }
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
    public boolean goesOn() {
        lock.lock();
        try {
            return busy > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs; {@code false} if something still does after {@code longest}. */
    public boolean awaitIdle(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (busy > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return busy == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits as long as {@code pending} says so, and moves the clock by the first of its {@code waits} whenever all that
     * is at work waits: not while a call is under way, which takes no time by that clock. Waits of more than five
     * minutes are left alone.
     *
     * @param longest in real time
     * @return {@code false} if it is still pending then
     */
    public boolean awaitWhile(
            BooleanSupplier pending, Supplier<List<Duration>> waits, Consumer<Duration> advance, Duration longest)
            throws InterruptedException {
        long end = DcrClock.system().nanos() + longest.toNanos();
        while (pending.getAsBoolean()) {
            if (DcrClock.system().nanos() - end > 0) {
                return false;
            }
            if (!moved()) {
                waits.get().stream()
                        .findFirst()
                        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
                        .ifPresent(advance);
            }
        }
        return true;
    }

    /**
     * Waits for a moment and returns whether something began or ended, or a thread has work that needs no later time. A
     * busy machine lets a thread that could go on stand still for longer than a moment: its state tells, and other
     * threads must have had their turn meanwhile.
     */
    private boolean moved() throws InterruptedException {
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
    private long changesBeforeAMoment() throws InterruptedException {
        lock.lock();
        try {
            long before = changes;
            changed.awaitNanos(MOMENT);
            return before;
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
