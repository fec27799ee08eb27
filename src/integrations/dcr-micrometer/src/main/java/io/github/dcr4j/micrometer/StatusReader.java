package io.github.dcr4j.micrometer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that reads how it stands with clients, so that no look at a registry waits. Thread-safe. */
final class StatusReader implements AutoCloseable {
    private final ExecutorService thread = thread();

    /** A daemon that ends when nothing was read for a minute. */
    private static ExecutorService thread() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread daemon = new Thread(work, "dcr-metrics");
                    daemon.setDaemon(true);
                    return daemon;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Lets the thread do {@code work}; returns whether it will. */
    boolean read(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
