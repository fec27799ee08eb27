package io.github.dcr4j.store.memory.near;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of a cache that was given none: a few daemon threads, alive while there is something to check. */
public final class NearThreads {
    /** Bounds what a store that hangs can hold on to. */
    private static final int THREADS = 8;

    private NearThreads() {}

    /** Returns a new executor; the caller closes it. At most one check for each key waits in its queue. */
    public static ExecutorService open() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static ThreadFactory daemons() {
        ThreadFactory plain = Executors.defaultThreadFactory();
        AtomicLong count = new AtomicLong();
        return work -> {
            Thread thread = plain.newThread(work);
            thread.setName("dcr4j-near-cache-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
