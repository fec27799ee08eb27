package io.github.dcr4j.pace;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;

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
    private static final int SAMPLES = 3;
    private static final byte[] WORK = work(256 * 1024);

    private Pace() {}

    /** Returns {@code quiet}, the bound on a quiet machine, stretched to what this one needs now; never less. */
    public static Duration stretched(Duration quiet) {
        long[] samples = new long[SAMPLES];
        Arrays.setAll(samples, i -> sample());
        Arrays.sort(samples);
        return stretched(quiet, samples[SAMPLES / 2]);
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

    /**
     * Returns how long a fixed amount of work takes, in nanoseconds, with all the time in which other programs run. The
     * work is done by native code: what the JVM has compiled, and how well, makes no difference.
     */
    static long sample() {
        long began = System.nanoTime();
        Deflater deflater = new Deflater();
        deflater.setInput(WORK);
        deflater.finish();
        deflater.deflate(new byte[WORK.length]);
        deflater.end();
        return System.nanoTime() - began;
    }

    private static byte[] work(int bytes) {
        byte[] work = new byte[bytes];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < bytes; i++) {
            work[i] = (byte) ('a' + random.nextInt(16));
        }
        return work;
    }
}
