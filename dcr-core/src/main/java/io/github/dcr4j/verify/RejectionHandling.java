package io.github.dcr4j.verify;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.Waiters;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.ClientRejection.Certainty;
import io.github.dcr4j.rejection.RejectionProbe.Verdict;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.verify.Confirmation.Finding;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the generation that a server rejects, so that it is replaced: confirmed first where that is wanted, once however
 * many report it, and not more often than once in a while. Thread-safe.
 */
public final class RejectionHandling {
    private final DcrCredentialStore store;
    private final RegistrationKeeper keeper;
    private final RejectedRegistrations rejections;
    private final DocumentRefusals refusals;
    private final EventPublisher publisher;
    private final @Nullable Confirming confirmation;
    private final Confirming ofSuspicions;
    private final Confirming ofBrowsers;
    private final Duration pause;
    private final ClientsOnTrial onTrial;
    private final Waiters waiters;
    private final CompletableFuture<Void> closing;

    /** How the confirmation of a generation ends, as long as it runs; what it has to do is done then. */
    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> asking = new ConcurrentHashMap<>();

    /**
     * How a rejection is confirmed.
     *
     * @param confirmation asks the server
     * @param thread runs it; the callers that report never do, so that all of them can leave
     * @param maxWait how long one who reports waits for that
     */
    public record Confirming(Confirmation confirmation, Consumer<Runnable> thread, Duration maxWait) {}

    /**
     * Creates one.
     *
     * @param confirmation confirms a rejection; {@code null} to believe one that is certain
     * @param ofSuspicions confirms a rejection that is only suspected, where there is no {@code confirmation}
     * @param ofBrowsers confirms a rejection that a browser may have brought, and bounds how often
     * @param pause no second replacement of a key within this time
     * @param closing ends every wait
     */
    public RejectionHandling(
            DcrCredentialStore store,
            RegistrationKeeper keeper,
            RejectedRegistrations rejections,
            DocumentRefusals refusals,
            EventPublisher publisher,
            @Nullable Confirming confirmation,
            Confirming ofSuspicions,
            Confirming ofBrowsers,
            Duration pause,
            DcrClock clock,
            Waiters waiters,
            CompletableFuture<Void> closing) {
        this.store = store;
        this.keeper = keeper;
        this.rejections = rejections;
        this.refusals = refusals;
        this.publisher = publisher;
        this.confirmation = confirmation;
        this.ofSuspicions = ofSuspicions;
        this.ofBrowsers = ofBrowsers;
        this.pause = pause;
        onTrial = new ClientsOnTrial(clock);
        this.waiters = waiters;
        this.closing = closing;
        CompletableFuture<Void> unused = closing.thenRun(() -> asking.values().forEach(RejectionHandling::giveUp));
    }

    /**
     * Ends {@code rejected} if it is current and the rejection is confirmed. What is to be used instead is for the
     * caller to resolve.
     *
     * @throws DcrException if it is current, cannot be used, and is not replaced: too soon, or not by itself
     */
    public void end(RequestSpec request, DcrCredentials rejected, ClientRejection why) {
        if (rejected.way() == Way.PRE_REGISTERED) {
            if (why.certainty() == Certainty.CERTAIN && isCurrent(rejected)) {
                throw byHand(rejected, why);
            }
            return;
        }
        if (request.renewal() == RenewalStrategy.MANUAL) {
            if (why.certainty() == Certainty.CERTAIN && isCurrent(rejected)) {
                throw notByItself(rejected, why);
            }
            return;
        }
        if (why.mayBeForged()) {
            endConfirmed(ofBrowsers, request, rejected, why);
        } else if (confirmation != null) {
            endConfirmed(confirmation, request, rejected, why);
        } else if (why.certainty() == Certainty.SUSPECTED
                || rejected.tokenEndpointAuthMethod().usesPrivateKey()) {
            // a server says the same of a client that it does not know, and of a key that it does not take
            endConfirmed(ofSuspicions, request, rejected, why);
        } else {
            endNow(request, rejected, why);
        }
    }

    private void endNow(RequestSpec request, DcrCredentials rejected, ClientRejection why) {
        if (rejected.way() == Way.DOCUMENT) {
            refusals.end(request, rejected, why, () -> isCurrent(rejected));
            return;
        }
        Invalidation ended = rejections.end(rejected, why.text(), pause);
        if (ended instanceof Invalidation.Done) {
            publisher.publish(new DcrEvent.Invalidated(
                    rejected.key(),
                    ForeignText.of(rejected.clientId()),
                    rejected.generation(),
                    rejected.createdAt(),
                    why.text()));
        } else if (ended instanceof Invalidation.TooSoon tooSoon) {
            throw tooSoon(rejected, why, tooSoon.pause());
        }
    }

    /** The server is asked once, however many report the generation meanwhile; each of them may leave. */
    private void endConfirmed(Confirming asked, RequestSpec request, DcrCredentials rejected, ClientRejection why) {
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        CompletableFuture<Boolean> running = asking.putIfAbsent(rejected.generation(), own);
        if (running == null) {
            running = own;
            begin(own, asked, request, rejected, why);
        }
        if (closing.isDone()) {
            giveUp(running);
        }
        boolean unused = waiters.await(running, asked.maxWait());
    }

    private void begin(
            CompletableFuture<Boolean> own,
            Confirming asked,
            RequestSpec request,
            DcrCredentials rejected,
            ClientRejection why) {
        try {
            asked.thread().accept(() -> {
                try {
                    boolean gone = isCurrent(rejected)
                            && (isFurther(rejected, why) || confirmed(asked, request, rejected, why));
                    if (gone && !own.isDone()) {
                        endNow(request, rejected, why);
                    }
                    end(own, rejected).complete(gone);
                } catch (Throwable t) {
                    end(own, rejected).completeExceptionally(t);
                }
            });
        } catch (RejectedExecutionException e) {
            end(own, rejected).completeExceptionally(e);
        }
    }

    /** Removed first, then completed: a later report asks anew. */
    private CompletableFuture<Boolean> end(CompletableFuture<Boolean> own, DcrCredentials rejected) {
        asking.remove(rejected.generation(), own);
        return own;
    }

    private static void giveUp(CompletableFuture<Boolean> running) {
        running.completeExceptionally(new DcrClosedException());
    }

    /** No server and no probe is asked about a generation that others have replaced already. */
    private boolean isCurrent(DcrCredentials rejected) {
        if (keeper.holds(rejected)) {
            return true;
        }
        DcrCredentials current = StoreCalls.find(store, rejected.key());
        return current != null && current.generation().equals(rejected.generation());
    }

    /** A rejection that is only suspected, which a browser may have brought, is confirmed each time. */
    private boolean isFurther(DcrCredentials rejected, ClientRejection why) {
        return isCertain(why) && onTrial.isFurther(rejected.generation());
    }

    private static boolean isCertain(ClientRejection why) {
        return why.certainty() == Certainty.CERTAIN;
    }

    private boolean confirmed(Confirming asked, RequestSpec request, DcrCredentials rejected, ClientRejection why) {
        Verdict verdict = Verdict.UNKNOWN;
        try {
            Finding found = asked.confirmation().confirm(request, rejected, why.certainty());
            verdict = found.verdict();
            String kept = found.onTrial();
            boolean byKey = rejected.tokenEndpointAuthMethod().usesPrivateKey();
            boolean counts =
                    (isCertain(why) && !byKey) || !rejected.generation().equals(kept);
            if (kept != null && counts) {
                onTrial.keep(kept, found.certain() ? pause : Duration.ZERO);
            }
        } catch (RuntimeException e) {
            publisher.failures().probeFailed(rejected.key(), e);
        }
        // looked again: the server may have answered another secret, which is used by now
        if (verdict != Verdict.GONE && !closing.isDone() && isCurrent(rejected)) {
            publisher.publish(new DcrEvent.RejectionNotConfirmed(
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
                                + " not replaced by itself (MANUAL): remove it from the store, or ask with another renewal"
                                + " strategy")
                .exception();
    }

    private static DcrException byHand(DcrCredentials rejected, ClientRejection why) {
        return DcrException.at(
                        Step.CLAIM,
                        "client " + ForeignText.of(rejected.clientId()) + " is rejected (" + why.text()
                                + "), and it is registered by hand, so that it is not replaced: check its id and secret at"
                                + " the server, and give the request the ones that hold there")
                .exception();
    }

    private static DcrException tooSoon(DcrCredentials rejected, ClientRejection why, Duration pause) {
        return DcrException.at(
                        Step.CLAIM,
                        "client " + ForeignText.of(rejected.clientId()) + ", used since " + rejected.createdAt()
                                + ", is rejected too ("
                                + why.text()
                                + "), and the one before it was replaced for the same reason just now; it is"
                                + " not replaced for another " + ClaimWait.inWords(pause)
                                + " (minReplacementInterval). A server that rejects every new client has another problem: see its"
                                + " log, and whether clients have to be approved there first")
                .retryAfter(pause)
                .exception();
    }
}
