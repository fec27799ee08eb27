package io.github.dcr4j.keep;

import static io.github.dcr4j.keep.UnpublishedRegistrations.pauseBefore;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.keep.UnpublishedRegistrations.Held;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clients that callers were given, that could not be saved, and that another client has replaced: logins that
 * began with one must finish. Each is saved as a former generation, so that every replica finds it and the store knows
 * what is to be deleted later. None is deleted before its time as a former generation is over. Thread-safe.
 */
public final class ReplacedRegistrations {
    /** For as long as a store keeps a former generation, see {@link DcrCredentialStore}. */
    private static final Duration AFTER_SECRET = Duration.ofMinutes(15);

    private static final Duration WITHOUT_END = Duration.ofHours(24);

    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final ClientDeleter deleter;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final ServerClocks clocks;

    public ReplacedRegistrations(
            DcrCredentialStore store,
            UnpublishedRegistrations unpublished,
            ClientDeleter deleter,
            BackgroundWork background,
            EventPublisher publisher,
            ServerClocks clocks) {
        this.store = store;
        this.unpublished = unpublished;
        this.deleter = deleter;
        this.background = background;
        this.publisher = publisher;
        this.clocks = clocks;
    }

    /** Saves a replaced client as a former generation: now, or as soon as the store takes it. */
    void keep(Held replaced) {
        save(replaced, endOf(replaced.credentials()), 0);
    }

    /** Saves a replaced client as a former generation now, or reports it: the resolver is closing. */
    void letGo(Held replaced) {
        try {
            saved(replaced, StoreCalls.heal(store, replaced.credentials()));
        } catch (DcrStoreException e) {
            report(replaced, "the resolver was closed before the store could take it");
        }
    }

    /** Reports a client that is in use, and that neither a store nor this process will know from now on. */
    void report(Held lost, String why) {
        ManagementToken renewed = lost.renewed();
        DcrCredentials client = lost.credentials();
        if (client.way() != Way.REGISTERED) {
            return; // no client was made that could be left behind
        }
        DcrEvent ending = renewed != null
                ? lostToken(lost, renewed)
                : new DcrEvent.Orphaned(
                        client.key(),
                        new DcrOrphan(
                                client.clientId(),
                                client.management()
                                        .map(DcrManagement::registrationClientUri)
                                        .orElse(null)),
                        why + "; it was in use, and is not deleted for that");
        if (ending != null) {
            publisher.publish(ending);
        }
    }

    /**
     * Saves the newest token alone, which is enough for the next attempt; returns what to report if the store does not
     * have it.
     */
    static @Nullable DcrEvent lostToken(Held lost, ManagementToken renewed) {
        renewed.save();
        return renewed.isSaved()
                ? null
                : new DcrEvent.ManagementLost(
                        lost.key(), ForeignText.of(renewed.get().clientId()));
    }

    private long endOf(DcrCredentials replaced) {
        long expires = replaced.expiresAtMillis();
        return expires == Long.MAX_VALUE
                ? clocks.at(replaced) + WITHOUT_END.toMillis()
                : expires + AFTER_SECRET.toMillis();
    }

    private void save(Held replaced, long until, int tries) {
        if (!unpublished.keepsReplaced(replaced)) {
            return;
        }
        if (clocks.at(replaced.credentials()) >= until) {
            if (unpublished.release(replaced)) {
                timeIsOver(replaced);
            }
            return;
        }
        Healed healed;
        try {
            healed = StoreCalls.heal(store, replaced.credentials());
        } catch (DcrStoreException | Error e) {
            background.after(pauseBefore(tries), () -> save(replaced, until, tries + 1));
            return;
        }
        if (unpublished.release(replaced)) {
            saved(replaced, healed);
        }
    }

    private void saved(Held replaced, Healed healed) {
        DcrCredentials client = replaced.credentials();
        if (healed == Healed.ENDED) {
            report(
                    replaced,
                    "the key was removed from the store, or the client was rejected, before it could be saved");
        } else {
            publisher.publish(
                    new DcrEvent.Published(client.key(), ForeignText.of(client.clientId()), client.generation()));
        }
    }

    /** Nothing that began with it can be under way: it is out of use. */
    private void timeIsOver(Held replaced) {
        if (replaced.renewed() != null || !replaced.request().deletesSuperseded()) {
            report(replaced, "the store could not take it before its time was over");
            return;
        }
        background.run(() -> {
            DcrEvent ending = deleter.delete(replaced.credentials(), replaced.egress());
            if (ending != null) {
                publisher.publish(ending);
            }
        });
    }
}
