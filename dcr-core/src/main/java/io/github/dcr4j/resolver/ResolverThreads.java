package io.github.dcr4j.resolver;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of a resolver that was given none: virtual ones where the JVM has them, otherwise daemon threads. */
final class ResolverThreads {
    private ResolverThreads() {}

    /** Returns a new executor; whoever asks closes it. */
    static ExecutorService open() {
        try {
            // Java 21 and later; this library runs on Java 17 too.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return Executors.newCachedThreadPool(daemons());
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads cannot be started", e);
        }
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
