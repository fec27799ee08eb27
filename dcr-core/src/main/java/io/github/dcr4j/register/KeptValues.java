package io.github.dcr4j.register;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.Deadline;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that are kept for a while, and only as many as weigh no more together than there is room for; what was used
 * longest ago goes first. Thread-safe.
 */
final class KeptValues<K, V> {
    private final DcrClock clock;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Kept<V>> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Kept<V>(V value, long bytes, Deadline until) {}

    KeptValues(DcrClock clock, long mostBytes) {
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    /** Returns the value, or {@code null} if it is not kept or its time has passed. */
    @Nullable
    V find(K key) {
        lock.lock();
        try {
            Kept<V> kept = byUse.get(key);
            if (kept == null) {
                return null;
            }
            if (kept.until().passed()) {
                remove(key);
                return null;
            }
            return kept.value();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps {@code value}; what alone weighs more than there is room for is not kept. */
    void put(K key, V value, long weight, Duration time) {
        Kept<V> kept = new Kept<>(value, weight, Deadline.after(clock, time));
        lock.lock();
        try {
            remove(key);
            if (weight > mostBytes) {
                return;
            }
            byUse.put(key, kept);
            bytes += weight;
            for (Iterator<Kept<V>> eldest = byUse.values().iterator(); bytes > mostBytes; eldest.remove()) {
                bytes -= eldest.next().bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what is under {@code key} no longer if it is {@code outdated}. */
    void forget(K key, Predicate<V> outdated) {
        lock.lock();
        try {
            Kept<V> kept = byUse.get(key);
            if (kept != null && outdated.test(kept.value())) {
                remove(key);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(K key) {
        Kept<V> removed = byUse.remove(key);
        bytes -= removed == null ? 0 : removed.bytes();
    }

    /** Returns how many bytes of memory the values take, by estimate. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many values are kept. */
    int size() {
        lock.lock();
        try {
            return byUse.size();
        } finally {
            lock.unlock();
        }
    }
}
