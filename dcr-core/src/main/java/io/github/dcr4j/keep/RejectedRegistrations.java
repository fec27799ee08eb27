package io.github.dcr4j.keep;

import static io.github.dcr4j.keep.UnpublishedRegistrations.pauseBefore;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.keep.UnpublishedRegistrations.Rejected;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a generation wherever it is: held in memory, being saved, or stored. The store remembers the end also of a
 * generation that it does not know, so that a save which arrives later finds it ended. Thread-safe.
 */
public final class RejectedRegistrations {
    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final BackgroundWork background;

    public RejectedRegistrations(
            DcrCredentialStore store, UnpublishedRegistrations unpublished, BackgroundWork background) {
        this.store = store;
        this.unpublished = unpublished;
        this.background = background;
    }

    /**
     * Ends a generation that the server rejected. One that is held is not used any more from here on, whatever the
     * store says; if the store cannot be written, the end is repeated until it can.
     *
     * @param why what was seen, for operators
     * @param atMostEvery no second one of the key within this time
     */
    public Invalidation end(DcrCredentials rejected, String why, Duration atMostEvery) {
        Rejected rejection = new Rejected(rejected, why, atMostEvery);
        boolean wasHeld = unpublished.reject(rejection);
        Invalidation ended;
        try {
            ended = save(rejection);
        } catch (DcrStoreException | Error e) {
            if (wasHeld) {
                background.after(pauseBefore(0), () -> saveLater(rejection, 1));
            }
            throw e;
        }
        return wasHeld && !(ended instanceof Invalidation.TooSoon) ? new Invalidation.Done() : ended;
    }

    /**
     * Tells the store of the end of a generation of {@code key} of which it does not know yet, if there is one: called
     * before what the store calls current is used.
     *
     * @throws DcrStoreException if the store still cannot be written
     */
    public void settle(DcrKey key) {
        Rejected rejection = unpublished.rejected(key);
        if (rejection != null) {
            Invalidation unused = save(rejection);
        }
    }

    /** Returns {@code found}, unless it was rejected and the store does not know of that yet. */
    @Nullable
    public DcrCredentials unlessRejected(@Nullable DcrCredentials found) {
        return found != null && unpublished.isRejected(found.key(), found.generation()) ? null : found;
    }

    private Invalidation save(Rejected rejection) {
        Invalidation ended =
                StoreCalls.invalidate(store, rejection.credentials(), rejection.why(), rejection.atMostEvery());
        unpublished.rejectionSaved(rejection);
        return ended;
    }

    private void saveLater(Rejected rejection, int tries) {
        if (!rejection.equals(unpublished.rejected(rejection.credentials().key()))) {
            return;
        }
        try {
            Invalidation unused = save(rejection);
        } catch (DcrStoreException | Error e) {
            background.after(pauseBefore(tries), () -> saveLater(rejection, tries + 1));
        }
    }
}
