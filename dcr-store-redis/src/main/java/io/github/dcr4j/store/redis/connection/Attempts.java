package io.github.dcr4j.store.redis.connection;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.redis.connection.CircuitBreaker.Admission;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Tries what may be tried again, and so rides out failovers; keeps calls from a server that fails all the time.
 * Thread-safe.
 */
public final class Attempts {
    private static final long SHORTEST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 250;
    private static final Duration QUICK = Duration.ofMillis(100);

    private final String server;
    private final DcrClock clock;
    private final Duration patience;
    private final CircuitBreaker breaker;
    private final PrintableText printable;

    /**
     * Creates attempts at one server.
     *
     * @param server what messages call the server, without credentials
     * @param printable leaves what may be printed of the words of the server and its client
     * @param patience how long a call that can wait is tried
     */
    public Attempts(String server, PrintableText printable, DcrClock clock, Duration patience) {
        this.server = server;
        this.printable = printable;
        this.clock = clock;
        this.patience = patience;
        breaker = new CircuitBreaker(clock, patience);
    }

    /**
     * Runs something that may be run again, or fails after the patience at the latest, plus one time-out of the client.
     *
     * @param step what a failure is a failure of
     * @param canWait whether to ride out an outage
     */
    public <T> T run(Step step, boolean canWait, Supplier<T> action) {
        Admission admission = breaker.admit(canWait);
        if (admission == Admission.FAIL) {
            throw RedisErrors.outOfUse(step, server, breaker.left());
        }
        long began = clock.nanos();
        for (int tries = 1; ; tries++) {
            long tried = clock.nanos();
            try {
                T result = action.get();
                breaker.succeeded();
                return result;
            } catch (JedisException e) {
                if (RedisErrors.concernsServer(e)) {
                    breaker.failed(tried);
                }
                boolean queued = RedisErrors.isWaitForConnection(e) && breaker.isQuiet();
                boolean waits = canWait || queued;
                boolean again = RedisErrors.passes(e)
                        && admission == Admission.TRY
                        && (waits ? passed(began, patience) < 0 : tries == 1 && wasStale(e, tried));
                if (!again) {
                    throw failure(step, e);
                }
                if (waits) {
                    pause(step, tries);
                }
            }
        }
    }

    /** A pooled connection that the server has closed meanwhile fails at once; the next one is made anew. */
    private boolean wasStale(JedisException e, long tried) {
        return e instanceof JedisConnectionException && passed(tried, QUICK) < 0;
    }

    private long passed(long since, Duration limit) {
        return clock.nanos() - since - limit.toNanos();
    }

    private DcrStoreException failure(Step step, JedisException e) {
        if (RedisErrors.interrupted(e)) {
            Thread.currentThread().interrupt();
        }
        return RedisErrors.failure(step, server, printable, e);
    }

    private void pause(Step step, int tries) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(tries - 1, 10));
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        try {
            clock.after(Duration.ofMillis(millis)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DcrStoreException(DcrException.at(step, "interrupted while waiting for " + server)
                    .retryable(true)
                    .cause(e));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the clock failed to wait", e);
        }
    }
}
