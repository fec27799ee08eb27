package io.github.dcr4j.keep;

import static io.github.dcr4j.DcrException.Step.STORE_WRITE;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.keep.UnpublishedRegistrations.Held;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no registered client is lost: it is saved, or held until it can be, or reported. Only a client that
 * no caller was given is deleted at the server because another was saved first; one that is held was given to callers,
 * and becomes a former generation then. One that was renewed is never deleted: it was there before, and whatever was
 * issued to it is in use; but what manages it is not lost without a report either. Thread-safe.
 */
public final class RegistrationKeeper {
    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final ClientDeleter deleter;
    private final Lifecycle lifecycle;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final ReplacedRegistrations replaced;

    public RegistrationKeeper(
            DcrCredentialStore store,
            UnpublishedRegistrations unpublished,
            ClientDeleter deleter,
            Lifecycle lifecycle,
            BackgroundWork background,
            EventPublisher publisher,
            ReplacedRegistrations replaced) {
        this.replaced = replaced;
        this.store = store;
        this.unpublished = unpublished;
        this.deleter = deleter;
        this.lifecycle = lifecycle;
        this.background = background;
        this.publisher = publisher;
    }

    /**
     * Saves a client that was registered; from here on nothing may lose it.
     *
     * @param occasion why it was registered
     */
    public DcrCredentials keep(Attempt attempt, HeldLease lease, DcrCredentials registered, Occasion occasion) {
        return keep(
                attempt, lease, new Held(registered, lease.base(), lease.lease(), attempt.request(), null), occasion);
    }

    /**
     * Saves a client that goes on with another secret or token; from here on nothing may lose it.
     *
     * @param token what manages it
     */
    public DcrCredentials keepRenewed(Attempt attempt, HeldLease lease, DcrCredentials renewed, ManagementToken token) {
        return keep(attempt, lease, new Held(renewed, lease.base(), lease.lease(), attempt.request(), token), null);
    }

    private DcrCredentials keep(Attempt attempt, HeldLease lease, Held own, @Nullable Occasion occasion) {
        attempt.at(STORE_WRITE);
        SaveResult saved;
        try {
            saved = save(own);
        } catch (DcrStoreException e) {
            return hold(attempt, lease, own, e);
        } catch (Error e) {
            hold(
                    attempt,
                    lease,
                    own,
                    DcrStoreException.writing("the save died of " + e.getClass().getName(), e));
            throw e;
        }
        if (saved instanceof SaveResult.Saved kept) {
            if (occasion == null || kept.stored().way() == Way.REGISTERED) {
                attempt.note(saved(attempt, own, occasion));
            }
            if (occasion != null && !kept.stored().otherWays().isEmpty()) {
                attempt.note(DcrEvent.WayTaken.of(kept.stored()));
            }
            return kept.stored();
        }
        if (saved instanceof SaveResult.Lost lost) {
            outOfUse(own, lost.winner());
        }
        return usable(winner(own, saved));
    }

    private static DcrEvent saved(Attempt attempt, Held own, @Nullable Occasion occasion) {
        DcrCredentials given = own.credentials();
        ForeignText clientId = ForeignText.of(given.clientId());
        Instant expiry = given.clientSecretExpiresAt().orElse(null);
        if (occasion == null) {
            return new DcrEvent.Renewed(attempt.key(), clientId, given.generation(), expiry, attempt.elapsed());
        }
        return new DcrEvent.Registered(
                attempt.key(),
                clientId,
                given.generation(),
                expiry,
                occasion.reason(),
                occasion.inPlaceOf(),
                attempt.elapsed(),
                attempt.answeredIn());
    }

    /** A winner may have expired by the time it is read: no caller gets an expired secret. */
    private DcrCredentials usable(DcrCredentials winner) {
        if (!lifecycle.isUsable(winner)) {
            throw DcrException.at(STORE_WRITE, "another client was saved meanwhile, and it has expired; resolve again")
                    .retryable(true)
                    .exception();
        }
        return winner;
    }

    /** Saves; upon the winner where that one has expired, so that no caller is left with an expired one. */
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
        if (saved instanceof SaveResult.Lost lost) {
            return adopted(own, lost.winner());
        }
        if (saved instanceof SaveResult.Superseded superseded) {
            return adopted(own, superseded.winner());
        }
        throw DcrException.at(STORE_WRITE, "the client was saved, and was removed or rejected at once; resolve again")
                .retryable(true)
                .exception();
    }

    private DcrCredentials adopted(Held own, DcrCredentials winner) {
        publisher.publish(new DcrEvent.Adopted(own.key(), winner.generation()));
        return winner;
    }

    private static void saveTokenOver(Held own, DcrCredentials winner) {
        ManagementToken renewed = own.renewed();
        if (renewed != null) {
            renewed.saveOver(winner.management().orElse(null));
        }
    }

    /** Another client was saved first, and no caller was given this one. */
    private void outOfUse(Held own, DcrCredentials winner) {
        saveTokenOver(own, winner);
        background.run(() -> {
            DcrEvent ending = ending(own);
            if (ending != null) {
                publisher.publish(ending);
            }
        });
    }

    private @Nullable DcrEvent ending(Held unneeded) {
        ManagementToken renewed = unneeded.renewed();
        return renewed == null
                ? deleter.delete(unneeded.credentials(), unneeded.egress())
                : ReplacedRegistrations.lostToken(unneeded, renewed);
    }

    private DcrCredentials hold(Attempt attempt, HeldLease lease, Held own, DcrStoreException failure) {
        DcrCredentials credentials = own.credentials();
        List<Held> earlier =
                unpublished.of(own.key()).stream().filter(unpublished::holds).toList();
        if (!unpublished.hold(own)) {
            DcrEvent ending = ending(own);
            if (ending != null) {
                attempt.note(ending);
            }
            throw ending instanceof DcrEvent.Orphaned orphaned
                    ? new DcrStoreException(failure.details().orphan(orphaned.orphan()))
                    : failure;
        }
        earlier.forEach(replaced::keep);
        // Until it is saved or the lease runs out, the other replicas wait for it instead of registering too.
        lease.leave();
        attempt.note(new DcrEvent.Unpublished(
                credentials.key(), ForeignText.of(credentials.clientId()), credentials.generation()));
        background.after(UnpublishedRegistrations.pauseBefore(0), () -> publish(own, 1));
        return credentials;
    }

    /** Tries to save what is held; goes on trying until it is saved, replaced or expired. */
    private void publish(Held own, int tries) {
        if (!unpublished.holds(own)) {
            return;
        }
        if (!lifecycle.isUsable(own.credentials())) {
            keepReplaced(own);
            return;
        }
        SaveResult saved;
        try {
            saved = save(own);
        } catch (DcrStoreException | Error e) {
            background.after(UnpublishedRegistrations.pauseBefore(tries), () -> publish(own, tries + 1));
            return;
        }
        if (saved instanceof SaveResult.Lost lost) {
            saveTokenOver(own, lost.winner());
            if (keepReplaced(own)) {
                publisher.publish(new DcrEvent.Adopted(own.key(), lost.winner().generation()));
            }
        } else if (unpublished.release(own)) {
            published(own, saved);
        }
    }

    /** Callers were given it: it is served no longer, and saved as a former generation. */
    private boolean keepReplaced(Held own) {
        boolean served = unpublished.replace(own);
        if (served) {
            replaced.keep(own);
        }
        return served;
    }

    private void published(Held own, SaveResult saved) {
        DcrCredentials credentials = own.credentials();
        if (saved instanceof SaveResult.Saved) {
            publisher.publish(new DcrEvent.Published(
                    credentials.key(), ForeignText.of(credentials.clientId()), credentials.generation()));
        }
    }

    /** Whether {@code credentials} are held because they could not be saved. */
    public boolean holds(DcrCredentials credentials) {
        DcrCredentials held = unpublished.find(credentials.key());
        return held != null && held.generation().equals(credentials.generation());
    }

    /** Holds the clients of {@code key} no longer, and returns them. */
    public List<DcrCredentials> forget(DcrKey key) {
        return unpublished.of(key).stream()
                .filter(unpublished::release)
                .map(Held::credentials)
                .toList();
    }

    /** Saves what is held, or else reports it: the resolver is closing. */
    public void letGo() {
        unpublished.close();
        for (Held own : unpublished.all()) {
            boolean served = unpublished.holds(own);
            if (!unpublished.release(own)) {
                continue;
            }
            if (served && lifecycle.isUsable(own.credentials())) {
                publishOrReport(own);
            } else {
                replaced.letGo(own);
            }
        }
    }

    private void publishOrReport(Held own) {
        SaveResult saved;
        try {
            saved = save(own);
        } catch (DcrStoreException e) {
            replaced.report(own, "the resolver was closed before the store could take it");
            return;
        }
        if (saved instanceof SaveResult.Lost lost) {
            saveTokenOver(own, lost.winner());
            publisher.publish(new DcrEvent.Adopted(own.key(), lost.winner().generation()));
            replaced.letGo(own);
        } else {
            published(own, saved);
        }
    }
}
