package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store at whose steps the JVM can halt. */
record CrashingStore(DcrCredentialStore store, Sabotage sabotage) implements DcrCredentialStore {
    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return store.find(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return store.find(key, generation);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        sabotage.saving();
        SaveResult result = store.save(next, base, lease);
        sabotage.reached(CrashPoint.AFTER_SAVE);
        return result;
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        sabotage.reached(CrashPoint.BEFORE_AMEND);
        boolean amended = store.amend(key, from, to);
        sabotage.reached(CrashPoint.AFTER_AMEND);
        return amended;
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return store.invalidate(key, generation, reason, atMostEvery);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return store.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        sabotage.reached(CrashPoint.BEFORE_HEAL);
        Healed healed = store.heal(known);
        sabotage.reached(CrashPoint.AFTER_HEAL);
        return healed;
    }

    @Override
    public void remove(DcrKey key) {
        store.remove(key);
        sabotage.reached(CrashPoint.AFTER_REMOVE);
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return store.stream();
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new CrashingCoordination(store.coordination(clock), sabotage);
    }

    @Override
    public void close() {
        store.close();
    }
}
