package io.github.dcr4j.testkit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Daemon threads that know whether they have anything to do. Thread-safe. */
final class KitThreads implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int busy;

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
        count(1);
        boolean accepted = false;
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    count(-1);
                }
            });
            accepted = true;
        } finally {
            if (!accepted) {
                count(-1);
            }
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            busy += change;
            if (busy == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs; {@code false} if something still does after {@code longest}. */
    boolean awaitIdle(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (busy > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return busy == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
