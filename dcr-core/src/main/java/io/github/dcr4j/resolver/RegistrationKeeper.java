package io.github.dcr4j.resolver;

import static io.github.dcr4j.DcrException.Step.STORE_WRITE;

import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentialStore.Invalidation;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.resolver.UnpublishedRegistrations.Held;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no registered client is lost: it is saved, or held until it can be, or given back, or reported. One that
 * was renewed is never given back: it was there before, and whatever was issued to it is in use; but what manages it is not
 * lost untold either. Thread-safe.
 */
final class RegistrationKeeper {
    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final GiveBack giveBack;
    private final Lifecycle lifecycle;
    private final BackgroundWork background;
    private final Journal journal;

    RegistrationKeeper(
            DcrCredentialStore store,
            UnpublishedRegistrations unpublished,
            GiveBack giveBack,
            Lifecycle lifecycle,
            BackgroundWork background,
            Journal journal) {
        this.store = store;
        this.unpublished = unpublished;
        this.giveBack = giveBack;
        this.lifecycle = lifecycle;
        this.background = background;
        this.journal = journal;
    }

    /** Saves what was registered or renewed; from here on nothing may lose it. */
    DcrCredentials keep(Attempt attempt, DcrCredentials given) {
        attempt.at(STORE_WRITE);
        Held own = new Held(given, attempt.base(), attempt.heldLease(), attempt.egress(), attempt.renewed());
        SaveResult saved;
        try {
            saved = save(own);
        } catch (DcrStoreException e) {
            return hold(attempt, own, e);
        } catch (Error e) {
            hold(
                    attempt,
                    own,
                    DcrStoreException.writing("the save died of " + e.getClass().getName(), e));
            throw e;
        }
        if (saved instanceof SaveResult.Saved kept) {
            attempt.note(saved(attempt, given));
            return kept.stored();
        }
        return usable(winner(own, saved));
    }

    private static DcrEvent saved(Attempt attempt, DcrCredentials given) {
        Instant expiry = given.clientSecretExpiresAt().orElse(null);
        return attempt.renewed() != null
                ? new DcrEvent.Renewed(
                        attempt.key(), ForeignText.of(given.clientId()), given.generation(), expiry, attempt.elapsed())
                : new DcrEvent.Registered(
                        attempt.key(), ForeignText.of(given.clientId()), given.generation(), expiry, attempt.elapsed());
    }

    /** A winner may have expired by the time somebody hears of it: nobody is given a dead secret. */
    private DcrCredentials usable(DcrCredentials winner) {
        if (!lifecycle.isUsable(winner)) {
            throw DcrException.at(STORE_WRITE, "another client was saved meanwhile, and it has expired; resolve again")
                    .retryable(true)
                    .exception();
        }
        return winner;
    }

    /** Saves; upon the winner where that one has expired, so that nobody is left with a dead one. */
    private SaveResult save(Held own) {
        SaveResult saved = saveOnce(own);
        return saved instanceof SaveResult.Lost lost && !lifecycle.isUsable(lost.winner())
                ? saveOnce(own.on(lost.winner()))
                : saved;
    }

    private SaveResult saveOnce(Held own) {
        return StoreCalls.save(store, own.credentials(), own.base(), own.lease());
    }

    private DcrCredentials winner(Held own, SaveResult saved) {
        DcrKey key = own.credentials().key();
        if (saved instanceof SaveResult.Lost lost) {
            NewestManagement renewed = own.renewed();
            if (renewed != null) {
                renewed.saveOver(lost.winner().management().orElse(null));
            }
            giveBackLater(own);
            journal.tell(new DcrEvent.Adopted(key, lost.winner().generation()));
            return lost.winner();
        }
        if (saved instanceof SaveResult.Superseded superseded) {
            journal.tell(new DcrEvent.Adopted(key, superseded.winner().generation()));
            return superseded.winner();
        }
        throw DcrException.at(STORE_WRITE, "the client was saved, and was removed or rejected at once; resolve again")
                .retryable(true)
                .exception();
    }

    private void giveBackLater(Held unneeded) {
        if (isHeld(unneeded.credentials())) {
            return;
        }
        background.run(() -> {
            DcrEvent ending = ending(unneeded);
            if (ending != null) {
                journal.tell(ending);
            }
        });
    }

    private @Nullable DcrEvent ending(Held unneeded) {
        NewestManagement renewed = unneeded.renewed();
        return renewed == null
                ? giveBack.give(unneeded.credentials(), unneeded.egress())
                : lostToken(unneeded.credentials().key(), renewed);
    }

    /** Saves the newest token alone, which is enough for whoever comes next; returns what to tell if nobody has it then. */
    private static @Nullable DcrEvent lostToken(DcrKey key, NewestManagement renewed) {
        renewed.save();
        return renewed.isSaved()
                ? null
                : new DcrEvent.ManagementLost(key, ForeignText.of(renewed.get().clientId()));
    }

    /** What is held is in use, and the store does not know of it: some servers hand out one client for equal metadata. */
    private boolean isHeld(DcrCredentials credentials) {
        DcrCredentials held = unpublished.find(credentials.key());
        return held != null && held.clientId().equals(credentials.clientId());
    }

    private DcrCredentials hold(Attempt attempt, Held own, DcrStoreException failure) {
        DcrCredentials credentials = own.credentials();
        Held earlier = unpublished.heldFor(credentials.key());
        boolean replaced = earlier != null && unpublished.release(earlier);
        boolean held = unpublished.hold(own);
        if (earlier != null && replaced) {
            giveBackLater(earlier);
        }
        if (!held) {
            DcrEvent ending = ending(own);
            if (ending != null) {
                attempt.note(ending);
            }
            throw ending instanceof DcrEvent.Orphaned orphaned
                    ? new DcrStoreException(failure.details().orphan(orphaned.orphan()))
                    : failure;
        }
        // Until it is saved or the lease runs out, the other replicas wait for it instead of registering too.
        attempt.leaveLease();
        attempt.note(new DcrEvent.Unpublished(
                credentials.key(), ForeignText.of(credentials.clientId()), credentials.generation()));
        background.after(UnpublishedRegistrations.pauseBefore(0), () -> publish(own, 1));
        return credentials;
    }

    /** Tries to save what is held; goes on trying until it is saved, replaced or worthless. */
    private void publish(Held own, int tries) {
        if (!unpublished.holds(own)) {
            return;
        }
        if (!lifecycle.isUsable(own.credentials())) {
            if (unpublished.release(own)) {
                giveBackLater(own);
            }
            return;
        }
        SaveResult saved;
        try {
            saved = save(own);
        } catch (DcrStoreException | Error e) {
            background.after(UnpublishedRegistrations.pauseBefore(tries), () -> publish(own, tries + 1));
            return;
        }
        if (unpublished.release(own)) {
            settle(own, saved);
        }
    }

    private void settle(Held own, SaveResult saved) {
        DcrCredentials credentials = own.credentials();
        if (saved instanceof SaveResult.Saved) {
            journal.tell(new DcrEvent.Published(
                    credentials.key(), ForeignText.of(credentials.clientId()), credentials.generation()));
        } else if (saved instanceof SaveResult.Lost) {
            winner(own, saved);
        }
    }

    /**
     * Ends a generation that the server rejected, held or stored.
     *
     * @param why what was seen, for operators
     * @param atMostEvery no second one of the key within this time
     */
    Invalidation endRejected(DcrCredentials rejected, String why, Duration atMostEvery) {
        Held held = unpublished.heldFor(rejected.key());
        boolean wasHeld = held != null
                && held.credentials().generation().equals(rejected.generation())
                && unpublished.release(held);
        Invalidation ended = StoreCalls.invalidate(store, rejected, why, atMostEvery);
        return wasHeld ? new Invalidation.Done() : ended;
    }

    /** Whether {@code credentials} are held because they could not be saved. */
    boolean holds(DcrCredentials credentials) {
        DcrCredentials held = unpublished.find(credentials.key());
        return held != null && held.generation().equals(credentials.generation());
    }

    /** Holds the client of {@code key} no longer, and returns it; {@code null} if none is held. */
    @Nullable
    DcrCredentials forget(DcrKey key) {
        Held held = unpublished.heldFor(key);
        return held != null && unpublished.release(held) ? held.credentials() : null;
    }

    /** Saves what is held, or else gives it back: the resolver is closing. */
    void letGo() {
        unpublished.close();
        unpublished.all().forEach(this::publishOrGiveBack);
    }

    private void publishOrGiveBack(Held own) {
        if (!unpublished.release(own)) {
            return;
        }
        if (!lifecycle.isUsable(own.credentials())) {
            giveBackLater(own);
            return;
        }
        try {
            settle(own, save(own));
        } catch (DcrStoreException e) {
            giveBackLater(own);
        }
    }
}
