package io.github.dcr4j.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls to a store that do not get on until they are released, as if the network hung. Thread-safe. A call that is
 * interrupted meanwhile, or held for a minute, fails.
 *
 * @see DcrTestKit an example
 */
public final class StoreStall implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Semaphore arrivals = new Semaphore(0);
    private final CountDownLatch gate = new CountDownLatch(1);

    StoreStall() {}

    /**
     * Waits until one more call than was waited for before has arrived.
     *
     * @throws IllegalStateException if none arrives within {@code longest}
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitArrival(Duration longest) throws InterruptedException {
        if (!arrivals.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("no call arrived within " + longest);
        }
    }

    /** Lets the calls that are held, and those to come, get on. */
    public void release() {
        gate.countDown();
    }

    /** Releases. */
    @Override
    public void close() {
        release();
    }

    /** Holds the calling thread, and returns whether it was released rather than interrupted or forgotten. */
    boolean pass() {
        arrivals.release();
        try {
            return gate.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
