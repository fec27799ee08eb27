package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.InProcessCoordination;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials in the memory of this process: they are gone when it ends. For one process only; several
 * would register one client each.
 *
 * <p>Two caches: the record, which is what a hit reads, without a lock and without allocating; and the history of the
 * key, which outlives the record by a week. Every other step runs under the lock of its key in the history. Defaults:
 *
 * <ul>
 *   <li>room for 10,000 keys; a key that is dropped for want of room is registered anew, so leave room for all: the
 *       resolver warns, at most once an hour, publishes a {@link io.github.dcr4j.DcrEvent.Evicted} for each, and deletes its
 *       client at the server a quarter of an hour later;
 *   <li>credentials are dropped 15 minutes after their secret's end, those without an end never;
 *   <li>the clock of the machine.
 * </ul>
 *
 * <p>Thread-safe. It never fails.
 */
public final class MemoryDcrCredentialStore implements DcrCredentialStore {
    private final DcrClock clock;
    private final Cache<DcrKey, DcrCredentials> records;
    private final Cache<DcrKey, KeyHistory> histories;
    private final Evictions evictions;
    private final AtomicReference<@Nullable InProcessCoordination> coordination = new AtomicReference<>();

    private MemoryDcrCredentialStore(Builder builder) {
        clock = builder.clock;
        evictions = new Evictions(builder.maximumSize, clock);
        records = this.<DcrCredentials>cache(
                        builder.maximumSize, record -> Moment.of(clock).keptAsCurrent(record))
                .evictionListener(evictions::record)
                .recordStats()
                .build();
        histories = this.<KeyHistory>cache(builder.maximumSize * 2, KeyHistory::life)
                .evictionListener(evictions::history)
                .build();
    }

    /** Upkeep runs on the threads that use the store: it is short, and a hit must not create a task for another one. */
    private <V> Caffeine<DcrKey, V> cache(long maximumSize, Function<V, Duration> life) {
        return Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfter(Expiry.<DcrKey, V>writing((key, value) -> life.apply(value)))
                .ticker(clock::nanos)
                .executor(Runnable::run);
    }

    /** Returns an empty store with the defaults. */
    public static MemoryDcrCredentialStore create() {
        return builder().build();
    }

    /** Starts a store. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return records.getIfPresent(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        Objects.requireNonNull(generation, "generation");
        DcrCredentials current = record(key);
        return current != null && current.generation().equals(generation)
                ? current
                : on(key, history -> history.find(generation));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        DcrKey key = next.key();
        if (lease != null && !lease.key().equals(key)) {
            throw new IllegalArgumentException("the lease is for " + lease.key() + ", not for " + key);
        }
        return certain(on(key, history -> {
            boolean again = history.knows(next.generation());
            SaveResult result = history.save(next, base);
            if (!again) {
                endClaims(result, key, lease);
            }
            return result;
        }));
    }

    private void endClaims(SaveResult result, DcrKey key, @Nullable DcrLease lease) {
        InProcessCoordination claims = coordination.get();
        if (claims != null && result instanceof SaveResult.Saved) {
            claims.saved(key, lease);
        } else if (claims != null && lease != null) {
            claims.lost(lease);
        }
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return certain(on(key, history -> history.amend(from, to)));
    }

    /** {@inheritDoc} The reason is not kept: there is nowhere for an operator to read it later. */
    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        Objects.requireNonNull(generation, "generation");
        return certain(on(key, history -> history.invalidate(generation, atMostEvery)));
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        Objects.requireNonNull(clientId, "clientId");
        return certain(on(key, history -> history.refersTo(clientId)));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return certain(on(known.key(), history -> history.heal(known)));
    }

    @Override
    public void remove(DcrKey key) {
        on(key, history -> {
            history.remove();
            return true;
        });
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return records.asMap().values().stream();
    }

    /** Returns the one coordination of this store; the first caller's clock measures its leases and back-offs. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        InProcessCoordination present = coordination.get();
        if (present != null) {
            return present;
        }
        InProcessCoordination created = new InProcessCoordination(new Histories(), clock);
        InProcessCoordination earlier = coordination.compareAndExchange(null, created);
        return earlier == null ? created : earlier;
    }

    /** {@inheritDoc} If nothing asks, the last 10,000 are kept. */
    @Override
    public List<Evicted> takeEvicted() {
        List<Evicted> taken = evictions.take();
        // what was saved again meanwhile is in use
        taken.removeIf(client -> refersTo(client.key(), client.clientId()));
        // the taker deletes it, and not the next who registers the key
        taken.forEach(client -> settled(client.key(), client.clientId()));
        return taken;
    }

    private void settled(DcrKey key, String clientId) {
        on(key, history -> {
            history.settled(clientId);
            return true;
        });
    }

    /** Returns what this store has seen so far. */
    public MemoryStoreStatistics statistics() {
        records.cleanUp();
        CacheStats stats = records.stats();
        return new MemoryStoreStatistics(
                records.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    /** Does nothing: the store holds nothing but memory. */
    @Override
    public void close() {}

    private @Nullable DcrCredentials record(DcrKey key) {
        return records.policy().getIfPresentQuietly(key);
    }

    /** Runs {@code step} under the lock of {@code key}, and then lets hits find what it left current. */
    private <T> @Nullable T on(DcrKey key, Function<KeyHistory, @Nullable T> step) {
        StepResult<T> result = new StepResult<>();
        histories.asMap().compute(key, (k, known) -> {
            KeyHistory history = known == null ? new KeyHistory() : known;
            DcrCredentials before = record(key);
            history.begin(before, Moment.of(clock));
            result.value = step.apply(history);
            DcrCredentials after = history.leave();
            evictions.forgotten(key, history.takeDropped());
            if (after == null) {
                records.invalidate(key);
            } else if (!after.equals(before)) {
                records.put(key, after);
            }
            return history.matters() ? history : null;
        });
        return result.value;
    }

    private static <T> T certain(@Nullable T result) {
        return Objects.requireNonNull(result);
    }

    private static final class StepResult<T> {
        private @Nullable T value;
    }

    private final class Histories implements InProcessCoordination.Backing {
        @Override
        public InProcessCoordination.Known look(DcrKey key) {
            return certain(on(key, KeyHistory::look));
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            MemoryDcrCredentialStore.this.settled(key, clientId);
        }
    }

    /** Builds a {@link MemoryDcrCredentialStore}. Not thread-safe. */
    public static final class Builder {
        private long maximumSize = 10_000;
        private DcrClock clock = DcrClock.system();

        private Builder() {}

        /**
         * Sets for how many keys there is room; 10,000 by default.
         *
         * @throws IllegalArgumentException if there is room for none, or for more than a billion
         */
        public Builder maximumSize(long maximumSize) {
            if (maximumSize < 1 || maximumSize > 1_000_000_000) {
                throw new IllegalArgumentException("maximumSize must be 1 to 1,000,000,000 keys: " + maximumSize);
            }
            this.maximumSize = maximumSize;
            return this;
        }

        /** Sets the clock by which credentials are kept; the machine's by default. */
        public Builder clock(DcrClock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Returns an empty store. */
        public MemoryDcrCredentialStore build() {
            return new MemoryDcrCredentialStore(this);
        }
    }
}
