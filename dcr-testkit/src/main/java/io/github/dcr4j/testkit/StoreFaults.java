package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrStoreException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Disturbs the calls to a {@link MapDcrCredentialStore} and counts them. A call fails either before it has had any
 * effect or after it, when only its reply is lost. Thread-safe.
 *
 * @see DcrTestKit an example
 */
public final class StoreFaults {
    private static final int FOREVER = Integer.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StoreOperation, Integer> failures = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, Integer> lostReplies = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, Integer> calls = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, StoreStall> stalls = new EnumMap<>(StoreOperation.class);

    StoreFaults() {}

    /** Lets the next {@code times} calls of {@code operation} fail without effect. */
    public void fail(StoreOperation operation, int times) {
        put(failures, operation, times);
    }

    /** Lets all calls of {@code operations}, or of every kind if none is named, fail without effect until repaired. */
    public void failUntilRepaired(StoreOperation... operations) {
        for (StoreOperation operation : operations.length == 0 ? StoreOperation.values() : operations) {
            put(failures, operation, FOREVER);
        }
    }

    /** Lets the next {@code times} calls of {@code operation} take effect and fail all the same. */
    public void loseReply(StoreOperation operation, int times) {
        put(lostReplies, operation, times);
    }

    /** Holds the calls of {@code operation} from now on until the stall is released. */
    public StoreStall stall(StoreOperation operation) {
        StoreStall stall = new StoreStall();
        lock.lock();
        try {
            StoreStall earlier = stalls.put(operation, stall);
            if (earlier != null) {
                earlier.release();
            }
        } finally {
            lock.unlock();
        }
        return stall;
    }

    /** Ends every failure and releases every stall; the counts stay. */
    public void repair() {
        lock.lock();
        try {
            failures.clear();
            lostReplies.clear();
            stalls.values().forEach(StoreStall::release);
            stalls.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many calls of {@code operation} have begun, those that failed among them. */
    public int calls(StoreOperation operation) {
        lock.lock();
        try {
            return calls.getOrDefault(operation, 0);
        } finally {
            lock.unlock();
        }
    }

    <T> T around(StoreOperation operation, Supplier<T> call) {
        StoreStall stall = begin(operation);
        if (stall != null && !stall.pass()) {
            throw failure(operation, "was held and then interrupted or forgotten");
        }
        failIfTold(operation);
        T result = call.get();
        if (take(lostReplies, operation)) {
            throw failure(operation, "loses its reply");
        }
        return result;
    }

    /** Fails if a {@code find} would: a claim looks at what is stored, too. */
    void read() {
        failIfTold(StoreOperation.FIND);
    }

    private void failIfTold(StoreOperation operation) {
        if (take(failures, operation)) {
            throw failure(operation, "fails on purpose");
        }
    }

    private @Nullable StoreStall begin(StoreOperation operation) {
        lock.lock();
        try {
            calls.merge(operation, 1, Integer::sum);
            return stalls.get(operation);
        } finally {
            lock.unlock();
        }
    }

    private void put(Map<StoreOperation, Integer> times, StoreOperation operation, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("times must not be negative: " + count);
        }
        lock.lock();
        try {
            times.put(operation, count);
        } finally {
            lock.unlock();
        }
    }

    private boolean take(Map<StoreOperation, Integer> times, StoreOperation operation) {
        lock.lock();
        try {
            int left = times.getOrDefault(operation, 0);
            if (left > 0 && left != FOREVER) {
                times.put(operation, left - 1);
            }
            return left > 0;
        } finally {
            lock.unlock();
        }
    }

    private static DcrStoreException failure(StoreOperation operation, String why) {
        String message = "the call " + operation + " " + why + " (a test's doing)";
        return switch (operation) {
            case FIND, FIND_GENERATION, REFERS_TO, STREAM, STANDING -> DcrStoreException.reading(message, null);
            case CLAIM -> DcrStoreException.claiming(message, null);
            case SAVE, AMEND, INVALIDATE, HEAL, REMOVE, MARK, RELEASE, SETTLED, REFUSED ->
                DcrStoreException.writing(message, null);
        };
    }
}
