package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials in the memory of this process: they are gone when it ends. For one process only; several
 * would register one client each.
 *
 * <p>A hit takes no lock and allocates nothing. What is known of a key apart from its credentials outlives them by a
 * week. Defaults:
 *
 * <ul>
 *   <li>room for 10,000 keys; a key that is dropped for want of room is registered anew, so leave room for all: the
 *       resolver warns, at most once an hour, publishes a {@link io.github.dcr4j.DcrEvent.Evicted} for each, and
 *       deletes its client at the server a quarter of an hour later;
 *   <li>credentials are dropped 15 minutes after their secret's end, those without an end never;
 *   <li>the clock of the first resolver.
 * </ul>
 *
 * <p>Thread-safe. It never fails.
 *
 * <pre>{@code
 * MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
 * DcrResolver resolver = DcrResolver.builder(store).build();
 * }</pre>
 */
public final class MemoryDcrCredentialStore implements DcrCredentialStore {
    private final StoreTime time;
    private final MemoryKeys keys;
    private final InMemoryCommands inMemory;
    private final StoreCommands commands;
    private final AtomicReference<@Nullable DcrCoordination> coordination = new AtomicReference<>();
    private final boolean hasClock;

    private MemoryDcrCredentialStore(Builder builder) {
        hasClock = builder.clock != null;
        DcrClock clock = builder.clock == null ? DcrClock.system() : builder.clock;
        time = new StoreTime(clock);
        keys = new MemoryKeys(builder.maximumSize, time);
        inMemory = new InMemoryCommands(keys, time);
        commands = inMemory.methods();
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
        return keys.find(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return inMemory.find(key, generation);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return commands.save(next, base, lease);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return commands.amend(key, from, to);
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return commands.invalidate(key, generation, reason, atMostEvery);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return commands.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return commands.heal(known);
    }

    @Override
    public void remove(DcrKey key) {
        commands.remove(key);
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return keys.stream();
    }

    /** Returns the one coordination of this store; the first caller's clock measures the deadlines of its leases. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        DcrCoordination present = coordination.get();
        if (present != null) {
            return present;
        }
        DcrCoordination created = commands.coordination(clock);
        DcrCoordination earlier = coordination.compareAndExchange(null, created);
        if (earlier == null && !hasClock) {
            time.goOnBy(clock);
        }
        return earlier == null ? created : earlier;
    }

    /** {@inheritDoc} If nothing asks, the last 10,000 are kept. */
    @Override
    public List<Evicted> takeEvicted() {
        List<Evicted> dropped = new ArrayList<>(keys.takeEvicted());
        dropped.addAll(inMemory.takeForgotten());
        return commands.settleUnused(dropped);
    }

    /** Returns what this store has seen so far. */
    public MemoryStoreStatistics statistics() {
        return keys.statistics();
    }

    /** Does nothing: the store holds nothing but memory. */
    @Override
    public void close() {}

    /** Builds a {@link MemoryDcrCredentialStore}. Not thread-safe. */
    public static final class Builder {
        private long maximumSize = 10_000;
        private @Nullable DcrClock clock;

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

        /**
         * Sets the clock by which credentials, leases and back-offs live. By default that is the clock of the first
         * resolver that uses the store, and the machine's until then.
         */
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
