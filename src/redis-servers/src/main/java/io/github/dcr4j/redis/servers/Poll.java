package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.exceptions.JedisException;

/** Asks again and again until something is so, for a bounded time. */
final class Poll {
    private static final Duration STEP = Duration.ofMillis(20);

    private Poll() {}

    /**
     * Returns as soon as {@code reached} says so. A server's error counts as no.
     *
     * @param what what is waited for, for the message
     * @throws IllegalStateException after {@code bound}, with the last server's error as its cause, or when interrupted
     */
    static void until(String what, Duration bound, BooleanSupplier reached) {
        long end = System.nanoTime() + bound.toNanos();
        JedisException last = null;
        do {
            try {
                if (reached.getAsBoolean()) {
                    return;
                }
                last = null;
            } catch (JedisException notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(STEP.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while waiting: " + what, last);
            }
        } while (System.nanoTime() - end < 0);
        throw new IllegalStateException("Not within " + bound.toMillis() + " ms: " + what, last);
    }
}
