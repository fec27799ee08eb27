package io.github.dcr4j.fuzz;

import java.lang.management.ManagementFactory;

/**
 * What reading one input may cost: processor time and allocated bytes of this thread, which a busy machine does not
 * change. The bounds are far above what is needed; they catch a number whose every zero is written out.
 */
public final class Cost {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final long MOST_BYTES = 128L << 20;

    private final long nanos = THREADS.getCurrentThreadCpuTime();
    private final long bytes = THREADS.getCurrentThreadAllocatedBytes();

    private Cost() {}

    /** Starts counting. */
    public static Cost start() {
        return new Cost();
    }

    /** Fails if more than is reasonable was used since. */
    public void end() {
        long usedBytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        long usedNanos = THREADS.getCurrentThreadCpuTime() - nanos;
        Promise.that(usedBytes < MOST_BYTES, usedBytes + " bytes were allocated");
        Promise.that(usedNanos < MOST_NANOS, usedNanos + " ns were computed");
    }
}
