package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.flight.FlightWork;
import io.github.dcr4j.flight.Place;
import io.github.dcr4j.flight.Stretch;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Obtains credentials where none are usable, and new ones before those that are run out: claims, renews or registers, keeps, and
 * says how it ended. Run by one flight per key. Thread-safe.
 */
final class RegistrationFlow {
    private final DcrCoordination coordination;
    private final ClaimWait claims;
    private final ClientRenewer renewer;
    private final ClientRegistrar registrar;
    private final RegistrationKeeper keeper;
    private final SupersededClients superseded;
    private final LocalPauses localPauses;
    private final ServerPauses serverPauses;
    private final EvictedClients evicted;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;

    RegistrationFlow(
            DcrCoordination coordination,
            ClaimWait claims,
            ClientRenewer renewer,
            ClientRegistrar registrar,
            RegistrationKeeper keeper,
            SupersededClients superseded,
            LocalPauses localPauses,
            ServerPauses serverPauses,
            EvictedClients evicted,
            EventPublisher publisher,
            DcrClock clock,
            CompletableFuture<Void> closing) {
        this.coordination = coordination;
        this.claims = claims;
        this.renewer = renewer;
        this.registrar = registrar;
        this.keeper = keeper;
        this.superseded = superseded;
        this.localPauses = localPauses;
        this.serverPauses = serverPauses;
        this.evicted = evicted;
        this.publisher = publisher;
        this.clock = clock;
        this.closing = closing;
    }

    /**
     * Returns the work that obtains usable credentials: those that another attempt has registered meanwhile, or of a new client.
     *
     * @param expired what the caller found stored, so that it is not looked at again; {@code null} for nothing
     */
    FlightWork obtain(RequestSpec request, @Nullable DcrCredentials expired) {
        return new Course(() -> {
            Attempt attempt = new Attempt(request, clock, closing);
            // a client that is not replaced by itself is judged when the claim finds it
            if (expired != null && request.renewal() != RenewalStrategy.MANUAL) {
                attempt.foundUnusable(expired);
            }
            return attempt;
        });
    }

    /** Returns the work that obtains what follows {@code due}, which are used meanwhile. */
    FlightWork refresh(RequestSpec request, DcrCredentials due) {
        return new Course(() -> Attempt.toReplace(due, request, clock, closing));
    }

    /** One attempt, which begins when there is a place for it, and pauses while another one holds the lease. */
    private final class Course implements FlightWork {
        private final Supplier<Attempt> begin;
        private @Nullable Attempt begun;

        Course(Supplier<Attempt> begin) {
            this.begin = begin;
        }

        @Override
        public Stretch go(Place place) {
            Attempt attempt = begun == null ? begin.get() : begun;
            begun = attempt;
            attempt.at(place);
            return run(attempt);
        }
    }

    private Stretch run(Attempt attempt) {
        try {
            while (true) {
                ensureNotPausedHere(attempt);
                Claim claim = claims.ask(attempt);
                if (claim instanceof Claim.Busy busy) {
                    return new Stretch.Pause(busy.pause());
                }
                if (claim instanceof Claim.Current current) {
                    attempt.note(new DcrEvent.Adopted(
                            attempt.key(), current.credentials().generation()));
                    return new Stretch.Landed(current.credentials());
                }
                // given up while a supplier was asked that took as long as the lease before
                DcrCredentials given = attempt.takePlaceAgain() ? givenByServer(attempt) : null;
                if (given != null) {
                    DcrCredentials kept = keeper.keep(attempt, given);
                    localPauses.end(attempt.key());
                    release(attempt, Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
                    evicted.afterSave(attempt.key(), attempt.egress());
                    if (attempt.hasSuperseded() && attempt.request().deletesSuperseded()) {
                        superseded.deleteLater(attempt.request());
                    }
                    return new Stretch.Landed(kept);
                }
                // The lease ran out before anything was sent: claim again, unless another replica has registered by
                // now.
                release(attempt, Outcome.of(Result.NEITHER, attempt.closeEffect()));
                attempt.leaseLost();
            }
        } catch (Throwable t) {
            throw failed(attempt, t);
        } finally {
            publisher.publishAll(attempt.takeNotes());
        }
    }

    private void ensureNotPausedHere(Attempt attempt) {
        DcrException pause = localPauses.on(attempt.key());
        if (pause != null) {
            attempt.heldBack();
            throw pause;
        }
    }

    /**
     * Returns the same client with a new secret where the request asks for that and the server does it, else another client;
     * {@code null} when the lease was lost before there was one.
     */
    private @Nullable DcrCredentials givenByServer(Attempt attempt) {
        DcrCredentials base = attempt.dead();
        DcrManagement management = attempt.renewable();
        if (base != null && attempt.isUnmanageable()) {
            attempt.notRenewable(
                    base,
                    "client " + ForeignText.of(base.clientId())
                            + " cannot be managed: the server gave no management address and token when"
                            + " it was registered (RFC 7592)");
        }
        if (base == null || management == null) {
            return registrar.register(attempt);
        }
        Renewal renewal = renewer.renew(attempt, base, management);
        if (renewal instanceof Renewal.Impossible impossible) {
            attempt.notRenewable(base, impossible.why());
            return registrar.register(attempt);
        }
        if (renewal instanceof Renewal.Renewed renewed) {
            attempt.renewed(renewed.management());
            return renewed.credentials();
        }
        return null;
    }

    /** Ends the attempt's lease, remembers the failure, and returns it as the exception that every waiter gets a copy of. */
    private RuntimeException failed(Attempt attempt, Throwable t) {
        if (t instanceof DcrClosedException closed) {
            release(attempt, Outcome.of(Result.NEITHER, attempt.closeEffect()));
            return closed;
        }
        DcrException failure = t instanceof DcrException known ? known : UnexpectedFailure.at(attempt.step(), t);
        if (!attempt.begun()) {
            release(attempt, Outcome.of(Result.NEITHER, attempt.closeEffect()));
            return failure;
        }
        boolean remembered = attempt.lease() != null;
        Outcome outcome = RegistrationBudget.after(
                failure,
                attempt.closeEffect(),
                attempt.isClockInDoubt() ? localPauses.failures(attempt.key()) : attempt.failuresBefore(),
                attempt.request().metadataDigest());
        release(attempt, attempt.isClockInDoubt() ? hereOnly(attempt, outcome) : outcome);
        DcrException reported = remembered ? PausedFailure.of(failure, pause(attempt, failure, outcome)) : failure;
        attempt.note(ending(attempt, reported));
        return reported;
    }

    /** Returns how long the key is held back here: by its own failure, and by its server. */
    private Duration pause(Attempt attempt, DcrException failure, Outcome outcome) {
        EndpointUrl busy = attempt.busyServer();
        return busy != null && failure instanceof DcrRefusedException refused && ServerPauses.isAskedForBy(refused)
                ? serverPauses.add(busy, refused, outcome.backOff())
                : outcome.backOff();
    }

    /** A replica whose clock may be wrong pauses alone, and what it registered in vain and deleted counts for no other. */
    private Outcome hereOnly(Attempt attempt, Outcome outcome) {
        localPauses.add(attempt.key(), outcome);
        return Outcome.of(Result.NEITHER, attempt.hasLeftover() ? outcome.effect() : Effect.NONE);
    }

    private static DcrEvent ending(Attempt attempt, DcrException failure) {
        DcrCredentials due = attempt.due();
        return due == null
                ? new DcrEvent.Failed(attempt.key(), failure)
                : new DcrEvent.RefreshFailed(
                        attempt.key(),
                        ForeignText.of(due.clientId()),
                        due.generation(),
                        due.clientSecretExpiresAt().orElse(null),
                        failure);
    }

    private void release(Attempt attempt, Outcome outcome) {
        attempt.release(coordination, outcome, publisher);
    }
}
