package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy.VarExpiration;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.store.HeldClaims;
import io.github.dcr4j.state.store.HeldGenerations;
import io.github.dcr4j.state.store.HeldKey;
import io.github.dcr4j.state.store.HeldKeys;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a {@link MemoryDcrCredentialStore}, in three parts: the credentials, which hits read without a lock; the
 * generations, which outlive them by a week; and the claims, of which none is dropped for want of room while it
 * matters. Every step runs under the lock of its key among the generations. Thread-safe.
 */
final class MemoryKeys implements HeldKeys {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final StoreTime time;
    private final Cache<DcrKey, DcrCredentials> records;
    private final VarExpiration<DcrKey, DcrCredentials> recordLives;
    private final Cache<DcrKey, HeldGenerations> generations;
    private final Evictions evictions;
    private final MemoryClaims claims;

    MemoryKeys(long maximumSize, StoreTime time) {
        this.time = time;
        claims = new MemoryClaims(time);
        evictions = new Evictions(maximumSize, time);
        // each record is put with a life of its own
        records = this.<DcrCredentials>cache(maximumSize, Expiry.writing((key, record) -> FOR_EVER))
                .evictionListener(evictions::record)
                .recordStats()
                .build();
        recordLives = records.policy().expireVariably().orElseThrow();
        generations = this.<HeldGenerations>cache(
                        maximumSize * 2, Expiry.writing((key, held) -> until(held.keptUntil())))
                .evictionListener(evictions::generations)
                .build();
    }

    /** Upkeep runs on the threads that use the store: it is short, and a hit must not create a task for another one. */
    private <V> Caffeine<DcrKey, V> cache(long maximumSize, Expiry<DcrKey, V> life) {
        return Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfter(life)
                .ticker(time::nanos)
                .executor(Runnable::run);
    }

    private Duration until(long end) {
        return end == Long.MAX_VALUE ? FOR_EVER : Duration.ofMillis(Math.max(end - time.millis(), 0));
    }

    @Nullable
    DcrCredentials find(DcrKey key) {
        return records.getIfPresent(key);
    }

    Stream<DcrCredentials> stream() {
        return records.asMap().values().stream();
    }

    /** Runs {@code step}, and then lets hits find what it left current. */
    @Override
    public void replace(DcrKey key, UnaryOperator<HeldKey> step) {
        generations.asMap().compute(key, (k, known) -> {
            HeldGenerations before = known == null ? HeldGenerations.NONE : known;
            DcrCredentials record = records.policy().getIfPresentQuietly(key);
            HeldClaims working = claims.of(key);
            HeldKey next = step.apply(new HeldKey(before, working, record));
            claims.put(key, next.claims());
            put(key, next, record);
            return next.generations().isEmpty() ? null : next.generations();
        });
    }

    private void put(DcrKey key, HeldKey next, @Nullable DcrCredentials before) {
        DcrCredentials record = next.current();
        if (record == null) {
            records.invalidate(key);
        } else if (!record.equals(before)) {
            var unused = recordLives.put(key, record, until(next.generations().currentUntil()));
        }
    }

    /** Returns on how many keys there are claims. */
    int claimed() {
        return claims.size();
    }

    List<Evicted> takeEvicted() {
        return evictions.take();
    }

    MemoryStoreStatistics statistics() {
        records.cleanUp();
        CacheStats stats = records.stats();
        return new MemoryStoreStatistics(
                records.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }
}
