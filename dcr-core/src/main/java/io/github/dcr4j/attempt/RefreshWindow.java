package io.github.dcr4j.attempt;

import java.time.Duration;

/**
 * The last part of a secret's life, in which it is replaced while it is still used. Immutable and thread-safe.
 *
 * <p>It is a share of the life, so that secrets of seconds and of years both fit: at least two minutes and at most a
 * day, and never the first half of the life. It begins up to a tenth of its own length later, by chance, so that
 * neither all replicas nor all clients of one day refresh at once.
 */
public final class RefreshWindow {
    private static final long SHORTEST = Duration.ofMinutes(2).toMillis();
    private static final long LONGEST = Duration.ofDays(1).toMillis();
    private static final int STEPS = 1 << 16;

    private final double share;
    private final int seed;

    /**
     * Creates a window.
     *
     * @param share which part of a secret's life, from 0 for none to 0.5
     * @param seed what makes this window begin at another time than others do
     */
    public RefreshWindow(double share, int seed) {
        this.share = share;
        this.seed = seed;
    }

    /**
     * Returns when the window begins, in milliseconds since the epoch; not before {@code end} when there is none.
     *
     * @param createdAt when the life began
     * @param life its length
     * @param end when the secret is no longer used
     * @param salt makes secrets that were made at the same time begin at different ones
     */
    long beginsAt(long createdAt, long life, long end, int salt) {
        if (share == 0) {
            return end;
        }
        long wanted = Math.min(LONGEST, Math.max(SHORTEST, (long) (life * share)));
        long length = Math.min(wanted, end - (createdAt + life / 2));
        return length <= 0 ? end : end - length + length / 10 * chance(salt) / STEPS;
    }

    /** Returns a number below {@link #STEPS} that depends on all bits of salt and seed. */
    private int chance(int salt) {
        int mixed = (salt ^ seed) * 0x9E3779B9;
        return mixed >>> 16;
    }
}
