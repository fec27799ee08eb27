package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentialStore.Invalidation;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.ClientRejection.Certainty;
import io.github.dcr4j.resolver.Confirmation.Finding;
import io.github.dcr4j.resolver.RejectionProbe.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends the generation that a server rejects, so that it is replaced: confirmed first where that is wanted, once however
 * many report it, and not more often than once in a while. Thread-safe.
 */
final class RejectionHandling {
    private final DcrCredentialStore store;
    private final RegistrationKeeper keeper;
    private final Journal journal;
    private final @Nullable Confirmation confirmation;
    private final Confirmation ofSuspicions;
    private final Duration pause;
    private final ClientsOnTrial onTrial;

    /** Whether a client is gone, by generation, as long as somebody finds that out. */
    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> asking = new ConcurrentHashMap<>();

    /**
     * Creates one.
     *
     * @param confirmation confirms a rejection; {@code null} to believe one that is certain
     * @param ofSuspicions confirms a rejection that is only suspected, where there is no {@code confirmation}
     * @param pause no second replacement of a key within this time
     */
    RejectionHandling(
            DcrCredentialStore store,
            RegistrationKeeper keeper,
            Journal journal,
            @Nullable Confirmation confirmation,
            Confirmation ofSuspicions,
            Duration pause,
            DcrClock clock) {
        this.store = store;
        this.keeper = keeper;
        this.journal = journal;
        this.confirmation = confirmation;
        this.ofSuspicions = ofSuspicions;
        this.pause = pause;
        onTrial = new ClientsOnTrial(clock);
    }

    /**
     * Ends {@code rejected} if it is current and the rejection is confirmed. What is to be used instead is for the caller to
     * resolve.
     *
     * @throws DcrException if it is current, cannot be used, and is not replaced: too soon, or not by itself
     */
    void end(DcrRequest request, DcrCredentials rejected, ClientRejection why) {
        if (request.renewal() == RenewalStrategy.STICKY) {
            if (why.certainty() == Certainty.CERTAIN && isCurrent(rejected)) {
                throw notByItself(rejected, why);
            }
            return;
        }
        if (confirmation != null) {
            endConfirmed(confirmation, request, rejected, why);
        } else if (why.certainty() == Certainty.SUSPECTED) {
            endConfirmed(ofSuspicions, request, rejected, why);
        } else {
            endNow(rejected, why);
        }
    }

    private void endNow(DcrCredentials rejected, ClientRejection why) {
        Invalidation ended = keeper.endRejected(rejected, why.text(), pause);
        if (ended instanceof Invalidation.Done) {
            journal.tell(new DcrEvent.Invalidated(
                    rejected.key(),
                    ForeignText.of(rejected.clientId()),
                    rejected.generation(),
                    rejected.createdAt(),
                    why.text()));
        } else if (ended instanceof Invalidation.TooSoon tooSoon) {
            throw tooSoon(rejected, why, tooSoon.pause());
        }
    }

    /** The server is asked once, however many report the generation meanwhile. */
    private void endConfirmed(Confirmation asked, DcrRequest request, DcrCredentials rejected, ClientRejection why) {
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        CompletableFuture<Boolean> running = asking.putIfAbsent(rejected.generation(), own);
        if (running != null) {
            if (running.join()) {
                endNow(rejected, why);
            }
            return;
        }
        boolean gone = false;
        try {
            gone = isCurrent(rejected) && (isFurther(rejected, why) || confirmed(asked, request, rejected, why));
            if (gone) {
                endNow(rejected, why);
            }
        } finally {
            asking.remove(rejected.generation());
            own.complete(gone);
        }
    }

    /** Nobody is asked about a generation that others have replaced already. */
    private boolean isCurrent(DcrCredentials rejected) {
        DcrCredentials current = StoreCalls.find(store, rejected.key());
        return keeper.holds(rejected)
                || (current != null && current.generation().equals(rejected.generation()));
    }

    /** A rejection that is only suspected, which a browser may have brought, is confirmed each time. */
    private boolean isFurther(DcrCredentials rejected, ClientRejection why) {
        return isCertain(why) && onTrial.isFurther(rejected.generation());
    }

    private static boolean isCertain(ClientRejection why) {
        return why.certainty() == Certainty.CERTAIN;
    }

    private boolean confirmed(Confirmation asked, DcrRequest request, DcrCredentials rejected, ClientRejection why) {
        Verdict verdict = Verdict.UNKNOWN;
        try {
            Finding found = asked.confirm(request, rejected, why.certainty());
            verdict = found.verdict();
            String kept = found.onTrial();
            boolean counts = isCertain(why) || !rejected.generation().equals(kept);
            if (kept != null && counts) {
                onTrial.keep(kept, found.certain() ? pause : Duration.ZERO);
            }
        } catch (RuntimeException e) {
            journal.probeFailed(rejected.key(), e);
        }
        // looked again: the server may have told another secret, which is used by now
        if (verdict != Verdict.GONE && isCurrent(rejected)) {
            journal.tell(new DcrEvent.RejectionNotConfirmed(
                    rejected.key(),
                    ForeignText.of(rejected.clientId()),
                    rejected.generation(),
                    why.text(),
                    verdict == Verdict.ALIVE));
        }
        return verdict == Verdict.GONE;
    }

    private static DcrException notByItself(DcrCredentials rejected, ClientRejection why) {
        return DcrException.at(
                        Step.CLAIM,
                        "client " + ForeignText.of(rejected.clientId()) + " is rejected (" + why.text()
                                + "), and the request says that it is"
                                + " not replaced by itself (STICKY): remove it from the store, or ask with another renewal"
                                + " strategy")
                .exception();
    }

    private static DcrException tooSoon(DcrCredentials rejected, ClientRejection why, Duration pause) {
        return DcrException.at(
                        Step.CLAIM,
                        "client " + ForeignText.of(rejected.clientId()) + ", used since " + rejected.createdAt()
                                + ", is rejected too ("
                                + why.text()
                                + "), and the one before it was replaced for the same reason just now; it is"
                                + " not replaced for another " + ClaimWait.told(pause)
                                + " (rejectionPause). A server that rejects every new client has another problem: see its"
                                + " log, and whether clients have to be approved there first")
                .retryAfter(pause)
                .exception();
    }
}
