package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A backend between whose calls something happens. Thread-safe. */
final class Disturbed implements StateStore {
    private final StateStore backend;
    private final AtomicReference<Runnable> beforeReplace = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> afterReplace = new AtomicReference<>(() -> {});
    private final AtomicInteger reads = new AtomicInteger();
    private final List<Boolean> replaced = Collections.synchronizedList(new ArrayList<>());

    Disturbed(StateStore backend) {
        this.backend = backend;
    }

    /** Does something once, before the next replace reaches the backend: its writer stalls meanwhile. */
    void beforeNextReplace(Runnable disturbance) {
        beforeReplace.set(disturbance);
    }

    /** Does something once, after the next replace was applied; what it throws, the writer gets for an answer. */
    void afterNextReplace(Runnable disturbance) {
        afterReplace.set(disturbance);
    }

    /** Returns what the replaces returned so far. */
    List<Boolean> replaced() {
        return List.copyOf(replaced);
    }

    /** Returns how often a key was read so far. */
    int reads() {
        return reads.get();
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        return backend.find(key, names);
    }

    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        reads.incrementAndGet();
        return backend.read(key, names);
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        beforeReplace.getAndSet(() -> {}).run();
        boolean applied = backend.replace(read, change, notAfter);
        replaced.add(applied);
        afterReplace.getAndSet(() -> {}).run();
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
