package io.github.dcr4j.flight;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads of a resolver that was given none: daemon threads, one for each attempt that is running, kept for a
 * minute. Not virtual ones: a wait for a socket costs those more than a few attempts at a time can win back.
 */
public final class ResolverThreads {
    private ResolverThreads() {}

    /** Returns a new executor; the caller closes it. */
    public static ExecutorService open() {
        return Executors.newCachedThreadPool(daemons());
    }

    private static ThreadFactory daemons() {
        ThreadFactory plain = Executors.defaultThreadFactory();
        AtomicLong count = new AtomicLong();
        return work -> {
            Thread thread = plain.newThread(work);
            thread.setName("dcr4j-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
