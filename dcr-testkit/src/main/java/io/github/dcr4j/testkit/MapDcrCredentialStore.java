package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.state.store.HeldKey;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kit's own store: a map that can {@linkplain #faults() fail and stall} and lose what it holds.
 *
 * <p>It keeps the current credentials of a key until it is lost or the test ends, and lives by the clock it is given.
 * Every call is one step for its key. Several resolvers that share it are replicas of one service. Thread-safe.
 *
 * @see DcrTestKit an example
 */
public final class MapDcrCredentialStore implements DcrCredentialStore {
    private final StoreFaults faults = new StoreFaults();
    private final ConcurrentHashMap<DcrKey, HeldKey> keys = new ConcurrentHashMap<>();
    private final InMemoryCommands inMemory;
    private final StoreCommands commands;

    /** Creates an empty store that lives by {@code clock}. */
    public MapDcrCredentialStore(DcrClock clock) {
        inMemory = new InMemoryCommands(
                (key, step) -> keys.compute(key, (k, held) -> step.apply(held == null ? HeldKey.NOTHING : held)),
                new StoreTime(clock));
        commands = inMemory.methods();
    }

    /** Returns what disturbs and counts the calls to this store and its coordination. */
    public StoreFaults faults() {
        return faults;
    }

    /** Forgets {@code key} silently, with its lease and back-off, as a failover does that lost its writes. */
    public void lose(DcrKey key) {
        keys.remove(key);
    }

    /** Forgets every key silently, as a failover does that lost all writes. */
    public void loseEverything() {
        keys.clear();
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return faults.<@Nullable DcrCredentials>around(StoreOperation.FIND, () -> current(keys.get(key)));
    }

    private static @Nullable DcrCredentials current(@Nullable HeldKey held) {
        return held == null ? null : held.current();
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return faults.<@Nullable DcrCredentials>around(
                StoreOperation.FIND_GENERATION, () -> inMemory.find(key, generation));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return faults.around(StoreOperation.SAVE, () -> commands.save(next, base, lease));
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return faults.around(StoreOperation.AMEND, () -> commands.amend(key, from, to));
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return faults.around(
                StoreOperation.INVALIDATE, () -> commands.invalidate(key, generation, reason, atMostEvery));
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return faults.around(StoreOperation.REFERS_TO, () -> commands.refersTo(key, clientId));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return faults.around(StoreOperation.HEAL, () -> commands.heal(known));
    }

    @Override
    public void remove(DcrKey key) {
        faults.around(StoreOperation.REMOVE, () -> {
            commands.remove(key);
            return true;
        });
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return faults.around(
                StoreOperation.STREAM,
                () -> keys.values().stream()
                        .<DcrCredentials>mapMulti((held, next) -> {
                            if (held.current() != null) {
                                next.accept(held.current());
                            }
                        })
                        .toList()
                        .stream());
    }

    /** Returns a coordination by this store, whose time is that of the store's clock. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new DisturbedCoordination(commands.coordination(clock), faults);
    }

    /** Returns the clients of generations for which a key had no room. */
    @Override
    public List<Evicted> takeEvicted() {
        return commands.settleUnused(inMemory.takeForgotten());
    }

    /** Does nothing: what the store holds can be looked at after the test. */
    @Override
    public void close() {}
}
