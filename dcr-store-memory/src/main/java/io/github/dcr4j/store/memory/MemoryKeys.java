package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(15);
    /** Upkeep runs on the threads that use the store: it is short, and a hit must not create a task for another one. */
    private static final Executor HERE = Runnable::run;

    private final StoreTime time;
    private final Cache<DcrKey, Kept> records;
    private final Cache<DcrKey, HeldGenerations> generations;
    private final Evictions evictions;
    private final MemoryClaims claims;
    private final LongAdder ended = new LongAdder();
    private final LongAdder foundEnded = new LongAdder();
    private final AtomicLong sweepAt;

    /**
     * What hits find.
     *
     * @param until in milliseconds of the store's time; {@link Long#MAX_VALUE} for ever
     */
    private record Kept(DcrCredentials credentials, long until) {
        boolean isOver(long now) {
            return until <= now;
        }
    }

    MemoryKeys(long maximumSize, StoreTime time) {
        this.time = time;
        sweepAt = new AtomicLong(time.nanos() + BETWEEN_SWEEPS.toNanos());
        claims = new MemoryClaims(time);
        evictions = new Evictions(maximumSize, time);
        // without an expiry of the cache, which costs every hit more than a comparison here
        records = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .executor(HERE)
                .evictionListener((@Nullable DcrKey key, @Nullable Kept kept, RemovalCause cause) ->
                        evictions.record(kept == null ? null : kept.credentials(), cause))
                .recordStats()
                .build();
        generations = Caffeine.newBuilder()
                .maximumSize(maximumSize * 2)
                .expireAfter(Expiry.<DcrKey, HeldGenerations>writing((key, held) -> until(held.keptUntil())))
                .ticker(time::nanos)
                .executor(HERE)
                .evictionListener(evictions::generations)
                .build();
    }

    private Duration until(long end) {
        return end == Long.MAX_VALUE ? FOR_EVER : Duration.ofMillis(Math.max(end - time.millis(), 0));
    }

    @Nullable
    DcrCredentials find(DcrKey key) {
        Kept kept = records.getIfPresent(key);
        if (kept == null) {
            return null;
        }
        // what never ends needs no clock
        if (kept.until() != Long.MAX_VALUE && kept.isOver(time.millis())) {
            foundEnded.increment();
            return null;
        }
        return kept.credentials();
    }

    Stream<DcrCredentials> stream() {
        long now = time.millis();
        return records.asMap().values().stream()
                .filter(kept -> !kept.isOver(now))
                .map(Kept::credentials);
    }

    /** Runs {@code step}, and then lets hits find what it left current. */
    @Override
    public void replace(DcrKey key, UnaryOperator<HeldKey> step) {
        generations.asMap().compute(key, (k, known) -> {
            HeldGenerations before = known == null ? HeldGenerations.NONE : known;
            DcrCredentials record = current(key);
            HeldClaims working = claims.of(key);
            HeldKey next = step.apply(new HeldKey(before, working, record));
            claims.put(key, next.claims());
            put(key, next, record);
            return next.generations().isEmpty() ? null : next.generations();
        });
        sweep();
    }

    private @Nullable DcrCredentials current(DcrKey key) {
        Kept kept = records.policy().getIfPresentQuietly(key);
        if (kept == null || !kept.isOver(time.millis())) {
            return kept == null ? null : kept.credentials();
        }
        records.invalidate(key);
        ended.increment();
        return null;
    }

    private void put(DcrKey key, HeldKey next, @Nullable DcrCredentials before) {
        DcrCredentials record = next.current();
        if (record == null) {
            records.invalidate(key);
        } else if (!record.equals(before)) {
            records.put(key, new Kept(record, next.generations().currentUntil()));
        }
    }

    /** Drops what is over untouched, at most once in a while; one caller at a time. */
    private void sweep() {
        long due = sweepAt.get();
        long now = time.nanos();
        if (now - due >= 0 && sweepAt.compareAndSet(due, now + BETWEEN_SWEEPS.toNanos())) {
            dropOver();
        }
    }

    private void dropOver() {
        long now = time.millis();
        records.asMap().values().removeIf(kept -> {
            boolean over = kept.isOver(now);
            if (over) {
                ended.increment();
            }
            return over;
        });
    }

    /** Returns of how many keys there are credentials in memory, whether or not their time is over. */
    long records() {
        return records.estimatedSize();
    }

    /** Returns on how many keys there are claims. */
    int claimed() {
        return claims.size();
    }

    List<Evicted> takeEvicted() {
        return evictions.take();
    }

    MemoryStoreStatistics statistics() {
        dropOver();
        records.cleanUp();
        CacheStats stats = records.stats();
        long metEnded = foundEnded.sum();
        return new MemoryStoreStatistics(
                records.estimatedSize(),
                stats.hitCount() - metEnded,
                stats.missCount() + metEnded,
                stats.evictionCount() + ended.sum());
    }
}
