package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A look at the shared store by a replica that knows a generation: one read, and where the store shows that it lost
 * what is known, one attempt to put it back. Thread-safe.
 */
final class SharedLook {
    private static final long LONGEST_UNCONFIRMED = Duration.ofHours(24).toNanos();

    private final DcrCredentialStore shared;
    private final DcrClock clock;

    /**
     * What is so.
     *
     * @param current the current generation
     * @param knownIsFormer whether the one that was known, now another than the current, may still be asked for by name
     * @param knownHasEnded whether the store says that the one that was known has ended
     * @param healed whether the store had lost it: what other replicas know of its end may be lost too
     */
    record Found(@Nullable DcrCredentials current, boolean knownIsFormer, boolean knownHasEnded, boolean healed) {
        static Found of(@Nullable DcrCredentials current, boolean knownIsFormer) {
            return new Found(current, knownIsFormer, false, false);
        }
    }

    SharedLook(DcrCredentialStore shared, DcrClock clock) {
        this.shared = shared;
        this.clock = clock;
    }

    /**
     * Looks, and heals.
     *
     * @throws io.github.dcr4j.DcrStoreException if the shared store cannot be used
     */
    Found from(NearEntry known) {
        DcrKey key = known.credentials().key();
        DcrCredentials current = shared.find(key);
        if (current != null && known.is(current.generation())) {
            return Found.of(current, false);
        }
        if (!isLost(known.credentials(), current) || !canBeHealed(known)) {
            return Found.of(current, current != null);
        }
        return switch (shared.heal(known.credentials())) {
            case CURRENT -> new Found(known.credentials(), false, false, true);
            case FORMER -> Found.of(shared.find(key), true);
            case ENDED -> new Found(current, false, true, false);
        };
    }

    /** What replaces a generation has a higher version; anything else tells that the store forgot. */
    private static boolean isLost(DcrCredentials known, @Nullable DcrCredentials current) {
        return current == null || current.version() <= known.version();
    }

    private boolean canBeHealed(NearEntry known) {
        return clock.nanos() - known.confirmedAt() < LONGEST_UNCONFIRMED
                && clock.millis() < known.credentials().expiresAtMillis();
    }
}
