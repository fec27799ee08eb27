package io.github.dcr4j.store.redis;

import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that counts writes and refused writes. Thread-safe. */
final class CountingStateStore extends ForwardingStateStore {
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
        super(backend);
        this.counts = counts;
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        boolean done = super.replace(read, change, notAfter);
        counts.add(done);
        return done;
    }
}
