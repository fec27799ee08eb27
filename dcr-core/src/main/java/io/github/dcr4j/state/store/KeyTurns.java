package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrKey;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one caller of this process at a time work on a key: callers of one process would only make each other compare in
 * vain. Nothing is kept of a key that is not worked on. Thread-safe.
 */
final class KeyTurns {
    private final ConcurrentHashMap<DcrKey, Turn> turns = new ConcurrentHashMap<>();

    /** A lock, and how many callers hold it or wait for it. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock(true);
        private int callers;
    }

    /** Waits for a turn, and returns whether it came. One that came is to be {@linkplain #end ended}. */
    boolean take(DcrKey key, long nanos) throws InterruptedException {
        Turn turn = Objects.requireNonNull(turns.compute(key, (k, present) -> {
            Turn joined = present == null ? new Turn() : present;
            joined.callers++;
            return joined;
        }));
        boolean taken = false;
        try {
            taken = turn.lock.tryLock(nanos, TimeUnit.NANOSECONDS);
            return taken;
        } finally {
            if (!taken) {
                leave(key);
            }
        }
    }

    void end(DcrKey key) {
        Turn turn = Objects.requireNonNull(turns.get(key));
        turn.lock.unlock();
        leave(key);
    }

    private void leave(DcrKey key) {
        turns.computeIfPresent(key, (k, turn) -> --turn.callers == 0 ? null : turn);
    }

    /** Returns on how many keys callers work or wait. */
    int size() {
        return turns.size();
    }
}
