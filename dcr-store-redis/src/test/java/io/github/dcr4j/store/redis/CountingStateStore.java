package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A backend that counts writes and refused writes. Thread-safe. */
final class CountingStateStore implements StateStore {
    private final StateStore backend;
    private final Counts counts;

    /** What was counted, in all backends that count here. Thread-safe. */
    static final class Counts {
        private final AtomicInteger applied = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger longest = new AtomicInteger();
        private final ThreadLocal<Integer> inARow = ThreadLocal.withInitial(() -> 0);

        private void add(boolean done) {
            int before = inARow.get();
            if (done) {
                applied.incrementAndGet();
                inARow.remove();
            } else {
                refused.incrementAndGet();
                inARow.set(before + 1);
                longest.accumulateAndGet(before + 1, Math::max);
            }
        }

        /** Returns how many writes were refused because another writer was faster. */
        int conflicts() {
            return refused.get();
        }

        @Override
        public String toString() {
            return applied + " writes, " + refused + " conflicts, at most " + longest + " in a row for one caller";
        }
    }

    CountingStateStore(StateStore backend, Counts counts) {
        this.backend = backend;
        this.counts = counts;
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
        boolean done = backend.replace(read, change, notAfter);
        counts.add(done);
        return done;
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
