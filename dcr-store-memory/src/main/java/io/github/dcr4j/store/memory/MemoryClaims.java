package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.store.HeldClaims;
import io.github.dcr4j.state.store.StoreTime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The claims on the keys of a {@link MemoryDcrCredentialStore}. Those of a key are kept while something about them
 * matters: a lease, a back-off, an intent, a count. Thread-safe, for one step of a key at a time.
 */
final class MemoryClaims {
    private static final int SWEEP_FROM = 1_024;

    private final ConcurrentHashMap<DcrKey, HeldClaims> keys = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_FROM);
    private final StoreTime time;

    MemoryClaims(StoreTime time) {
        this.time = time;
    }

    HeldClaims of(DcrKey key) {
        return keys.getOrDefault(key, HeldClaims.NONE);
    }

    void put(DcrKey key, HeldClaims claims) {
        if (claims.matterAt(time.millis())) {
            keys.put(key, claims);
            sweep();
        } else {
            keys.remove(key);
        }
    }

    /** Returns of how many keys claims are kept. */
    int size() {
        return keys.size();
    }

    /** Drops what stopped mattering untouched; one caller at a time, and more rarely the more is kept. */
    private void sweep() {
        int limit = sweepAt.get();
        if (keys.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
            long now = time.millis();
            keys.values().removeIf(claims -> !claims.matterAt(now));
            sweepAt.set(Math.max(SWEEP_FROM, 2 * keys.size()));
        }
    }
}
