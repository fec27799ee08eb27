package io.github.dcr4j;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The one source of time: wall clock, monotonic clock, and waiting. Replace it in tests, and simulated time drives
 * everything but the network, how long a caller waits, and a shared store's own server.
 *
 * <p>Implementations are thread-safe and allocate nothing in {@link #millis()} and {@link #nanos()}.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public interface DcrClock {
    /** Returns the wall clock in milliseconds since the epoch; expiry of secrets is judged by it. */
    long millis();

    /** Returns a monotonic clock in nanoseconds, of arbitrary origin; durations are measured by it. */
    long nanos();

    /**
     * Returns a future that completes with {@code null} once {@code delay} has passed by the monotonic clock.
     * Cancelling it gives up the wait. What depends on it runs on the clock's thread and must not block: continue with
     * an {@code …Async} method.
     */
    CompletableFuture<Void> after(Duration delay);

    /** Returns the clock of the machine. */
    static DcrClock system() {
        return SystemClock.INSTANCE;
    }
}
