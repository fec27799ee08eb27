package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend whose first reply to a write is lost. Thread-safe. */
final class LostReply extends ForwardingStateStore {
    private final List<Boolean> replaced = new CopyOnWriteArrayList<>();

    LostReply(StateStore backend) {
        super(backend);
    }

    /** Returns what the backend answered to each write. */
    List<Boolean> replaced() {
        return replaced;
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        boolean applied = super.replace(read, change, notAfter);
        replaced.add(applied);
        if (replaced.size() == 1) {
            throw DcrStoreException.writing("the reply was lost", null);
        }
        return applied;
    }
}
