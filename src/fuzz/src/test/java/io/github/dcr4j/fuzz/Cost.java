package io.github.dcr4j.fuzz;

import java.lang.management.ManagementFactory;

/**
 * What reading one input may cost: processor time and allocated bytes of this thread, which a busy machine does not
 * change. The bounds are far above what is needed; they catch a number whose every zero is written out.
 */
public final class Cost {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final long MOST_BYTES = 64L << 20;

    /** Reads something. */
    @FunctionalInterface
    public interface Reading<T, E extends Exception> {
        /** Reads it, the same each time. */
        T read() throws E;
    }

    private Cost() {}

    /**
     * Returns what {@code reading} returns; fails if it cost more than is reasonable, twice: the first may load
     * classes.
     */
    public static <T, E extends Exception> T bounded(Reading<T, E> reading) throws E {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        T first = reading.read();
        if (THREADS.getCurrentThreadAllocatedBytes() - bytes < MOST_BYTES
                && THREADS.getCurrentThreadCpuTime() - nanos < MOST_NANOS) {
            return first;
        }
        nanos = THREADS.getCurrentThreadCpuTime();
        bytes = THREADS.getCurrentThreadAllocatedBytes();
        T second = reading.read();
        long usedBytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        long usedNanos = THREADS.getCurrentThreadCpuTime() - nanos;
        Promise.that(usedBytes < MOST_BYTES, usedBytes + " bytes were allocated");
        Promise.that(usedNanos < MOST_NANOS, usedNanos + " ns were computed");
        return second;
    }
}
