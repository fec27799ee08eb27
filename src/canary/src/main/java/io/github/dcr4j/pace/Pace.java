package io.github.dcr4j.pace;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * Stretches the bounds that tests put on time by how slow the machine is at the moment: another machine may have slower
 * cores, and other programs may run beside the tests. Only bounds on time are stretched, never numbers of requests,
 * clients or events. A bound that merely keeps a broken test from hanging needs none of this: it is some minutes long.
 *
 * <p>Thread-safe.
 */
public final class Pace {
    /** How long the sample takes on a quiet machine like the one on which the bounds were chosen. */
    private static final long QUIET_NANOS = Duration.ofMillis(10).toNanos();
    /** The sample runs alone, what is measured by tests mostly has several threads and processes. */
    private static final double MARGIN = 2;

    private static final double SLOWEST = 100;
    private static final int SAMPLE_BYTES = 8 * 1024 * 1024;

    private Pace() {}

    /** Returns {@code quiet}, the bound on a quiet machine, stretched to what this one needs now; never less. */
    public static Duration stretched(Duration quiet) {
        sample(); // the first in a JVM is not compiled yet
        return stretched(quiet, sample());
    }

    /** Returns the same, but at most {@code most}: for a time that a test waits for, such as the life of a lease. */
    public static Duration stretched(Duration quiet, Duration most) {
        Duration stretched = stretched(quiet);
        return stretched.compareTo(most) < 0 ? stretched : most;
    }

    /** Returns the bound for a machine on which the sample took so long. */
    static Duration stretched(Duration quiet, long sampleNanos) {
        double slowness = (double) sampleNanos / QUIET_NANOS;
        double factor = slowness < MARGIN ? 1 : Math.min(slowness * MARGIN, SLOWEST);
        return Duration.ofNanos(Math.round(quiet.toNanos() * factor));
    }

    /** Returns how long a fixed amount of work takes, in nanoseconds, with all the time in which other programs run. */
    static long sample() {
        byte[] work = new byte[SAMPLE_BYTES];
        long began = System.nanoTime();
        try {
            MessageDigest.getInstance("SHA-256").digest(work);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return System.nanoTime() - began;
    }
}
