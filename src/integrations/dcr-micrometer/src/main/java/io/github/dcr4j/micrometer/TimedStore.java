package io.github.dcr4j.micrometer;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store whose calls are timed. Thread-safe. */
final class TimedStore implements DcrCredentialStore {
    private final DcrCredentialStore store;
    private final StoreTimers timers;

    TimedStore(DcrCredentialStore store, StoreTimers timers) {
        this.store = Objects.requireNonNull(store, "store");
        this.timers = timers;
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return timers.time("find", () -> store.find(key));
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return timers.time("find_generation", () -> store.find(key, generation));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return timers.time("save", () -> store.save(next, base, lease));
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return timers.time("amend", () -> store.amend(key, from, to));
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return timers.time("invalidate", () -> store.invalidate(key, generation, reason, atMostEvery));
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return timers.time("refers_to", () -> store.refersTo(key, clientId));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return timers.time("heal", () -> store.heal(known));
    }

    @Override
    public void remove(DcrKey key) {
        timers.time("remove", () -> store.remove(key));
    }

    /** Not timed: it is read as slowly as its reader likes. */
    @Override
    public Stream<DcrCredentials> stream() {
        return store.stream();
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new TimedCoordination(store.coordination(clock), timers);
    }

    @Override
    public List<Evicted> takeEvicted() {
        return store.takeEvicted();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "timed " + store;
    }
}
