package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A backend whose first reply to a write is lost. Thread-safe. */
final class LostReply implements StateStore {
    private final StateStore backend;
    private final List<Boolean> replaced = new CopyOnWriteArrayList<>();

    LostReply(StateStore backend) {
        this.backend = backend;
    }

    /** Returns what the backend answered to each write. */
    List<Boolean> replaced() {
        return replaced;
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        return backend.find(key, names);
    }

    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        return backend.read(key, names);
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        boolean applied = backend.replace(read, change, notAfter);
        replaced.add(applied);
        if (replaced.size() == 1) {
            throw DcrStoreException.writing("the reply was lost", null);
        }
        return applied;
    }

    @Override
    public Stream<Found> stream(List<String> names) {
        return backend.stream(names);
    }

    @Override
    public void close() {
        backend.close();
    }
}
