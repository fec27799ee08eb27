package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Passes every call on to another backend; thread-safe as that is. */
abstract class ForwardingStateStore implements StateStore {
    private final StateStore backend;

    ForwardingStateStore(StateStore backend) {
        this.backend = backend;
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
        return backend.replace(read, change, notAfter);
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
