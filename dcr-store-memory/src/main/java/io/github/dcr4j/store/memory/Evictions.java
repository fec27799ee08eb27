package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore.Evicted;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.SecretTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * The clients that a store dropped for want of room: those of a {@link MemoryDcrCredentialStore} whose secrets were good, and
 * those of keys that had more generations than are remembered. Taking note of one is short, for it happens under locks of the
 * caches. Bounded and thread-safe.
 */
final class Evictions {
    private static final int MOST = 10_000;

    private final BlockingDeque<Evicted> notes;
    private final DcrClock clock;

    Evictions(long maximumSize, DcrClock clock) {
        notes = new LinkedBlockingDeque<>((int) Math.min(maximumSize, MOST));
        this.clock = clock;
    }

    void record(@Nullable DcrKey key, @Nullable DcrCredentials record, RemovalCause cause) {
        if (record != null && cause == RemovalCause.SIZE) {
            note(record);
        }
    }

    /** With its history a key loses the former generations, which what began with them may want still. */
    void history(@Nullable DcrKey key, @Nullable KeyHistory history, RemovalCause cause) {
        if (history != null && cause == RemovalCause.SIZE) {
            history.formers().forEach(this::note);
        }
    }

    private void note(DcrCredentials dropped) {
        if (SecretTime.left(dropped, clock.millis()) > 0) {
            note(new Evicted(
                    dropped.key(),
                    dropped.clientId(),
                    dropped.generation(),
                    dropped.management().orElse(null)));
        }
    }

    /** Takes note of generations that the history of {@code key} forgot: nothing else remembers what deletes their clients. */
    void forgotten(DcrKey key, List<KnownGeneration> dropped) {
        dropped.forEach(known -> note(new Evicted(key, known.clientId(), known.generation(), known.management())));
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
