package io.github.dcr4j.verify;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The generations that were kept after a rejection because the server says that it knows their client: what a read says
 * does not save them from a further rejection, for no caller can wait for ever. Each resolver has its own. Bounded: of
 * more than 10,000 the longest kept is confirmed once more. Thread-safe.
 */
final class ClientsOnTrial {
    private static final int MOST = 10_000;

    private final DcrClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** From when on, in nanoseconds of the clock, a further rejection counts, by generation. */
    private final Map<String, Long> from = new LinkedHashMap<>();

    ClientsOnTrial(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Notes that {@code generation} was kept.
     *
     * @param grace how long further rejections do not count: they may be of requests that were under way
     */
    void keep(String generation, Duration grace) {
        long start = clock.nanos() + grace.toNanos();
        lock.lock();
        try {
            from.putIfAbsent(generation, start);
            if (from.size() > MOST) {
                from.remove(from.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a rejection of {@code generation} is a further one. */
    boolean isFurther(String generation) {
        lock.lock();
        try {
            Long start = from.get(generation);
            return start != null && clock.nanos() - start >= 0;
        } finally {
            lock.unlock();
        }
    }
}
