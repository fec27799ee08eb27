package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.SecretTime;
import io.github.dcr4j.state.store.HeldGenerations;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * The clients that a {@link MemoryDcrCredentialStore} dropped for want of room although their secrets were good. Taking
 * note of one is short, for it happens under locks of the caches. Bounded and thread-safe.
 */
final class Evictions {
    private static final int MOST = 10_000;

    private final BlockingDeque<Evicted> notes;
    private final StoreTime time;

    Evictions(long maximumSize, StoreTime time) {
        notes = new LinkedBlockingDeque<>((int) Math.min(maximumSize, MOST));
        this.time = time;
    }

    void record(@Nullable DcrCredentials record, RemovalCause cause) {
        if (record != null && cause == RemovalCause.SIZE) {
            note(record);
        }
    }

    /** With its generations a key loses the former ones, which what began with them may want still. */
    void generations(@Nullable DcrKey key, @Nullable HeldGenerations held, RemovalCause cause) {
        if (held != null && cause == RemovalCause.SIZE) {
            held.formers().forEach(this::note);
        }
    }

    private void note(DcrCredentials dropped) {
        boolean registered = dropped.way() == Way.REGISTERED; // what was not registered is not left behind
        if (registered && SecretTime.left(dropped, time.clock().millis()) > 0) {
            note(new Evicted(
                    dropped.key(),
                    dropped.clientId(),
                    dropped.generation(),
                    dropped.management().orElse(null)));
        }
    }

    private void note(Evicted note) {
        while (!notes.offer(note)) {
            notes.poll();
        }
    }

    /** Returns what was noted since the last call, the oldest first. */
    List<Evicted> take() {
        List<Evicted> taken = new ArrayList<>();
        if (!notes.isEmpty()) {
            notes.drainTo(taken);
        }
        return taken;
    }
}
