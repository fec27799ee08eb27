package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up in the shared store what is not in memory, or is too old there, on the caller's thread. Whether the store
 * answered counts for the {@link Outage}. Thread-safe.
 */
public final class LookUps {
    private final DcrCredentialStore shared;
    private final DcrClock clock;
    private final NearEntries entries;
    private final Rejections rejections;
    private final Outage outage;
    private final NearEvents events;

    public LookUps(
            DcrCredentialStore shared,
            DcrClock clock,
            NearEntries entries,
            Rejections rejections,
            Outage outage,
            NearEvents events) {
        this.shared = shared;
        this.clock = clock;
        this.entries = entries;
        this.rejections = rejections;
        this.outage = outage;
        this.events = events;
    }

    /**
     * Returns the current generation of a key that is not in memory, and keeps it there.
     *
     * @throws DcrStoreException if the shared store cannot be read
     */
    public @Nullable DcrCredentials current(DcrKey key) {
        for (int tries = 0; tries < Rejections.MOST_TRIES; tries++) {
            long before = entries.changes(key);
            DcrCredentials found = asking(() -> shared.find(key));
            if (found == null) {
                return null;
            }
            if (!rejections.settle(found)) {
                entries.read(found, before);
                return found;
            }
        }
        return null;
    }

    /**
     * Returns a generation by its name, and keeps it.
     *
     * @param kept what is known of it, perhaps too old; returned if the shared store is away
     * @throws DcrStoreException if the shared store cannot be read and nothing is known
     */
    public @Nullable DcrCredentials named(DcrKey key, String generation, FormerGenerations.@Nullable Kept kept) {
        if (kept != null && outage.isOn()) {
            return kept.credentials();
        }
        long before = entries.changes(key);
        long askedAt = clock.nanos();
        try {
            DcrCredentials found = asking(() -> shared.find(key, generation));
            if (found == null) {
                entries.formers().drop(key, generation);
            } else {
                entries.readByName(found, askedAt, before);
            }
            return found;
        } catch (DcrStoreException e) {
            if (kept == null) {
                throw e;
            }
            events.servedWithoutStore(kept.credentials());
            return kept.credentials();
        }
    }

    private @Nullable DcrCredentials asking(Supplier<@Nullable DcrCredentials> read) {
        try {
            DcrCredentials found = read.get();
            outage.answered();
            return found;
        } catch (DcrStoreException e) {
            outage.failedAt(clock.nanos());
            throw e;
        }
    }
}
