package io.github.dcr4j.flow;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.ClaimWait.Claimed;
import io.github.dcr4j.attempt.Claimant;
import io.github.dcr4j.attempt.FailurePauses;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.RegistrationPaused;
import io.github.dcr4j.attempt.UnexpectedFailure;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.FlightWork;
import io.github.dcr4j.flight.Place;
import io.github.dcr4j.flight.Stretch;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.keep.EvictedClients;
import io.github.dcr4j.keep.Occasion;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.keep.SupersededClients;
import io.github.dcr4j.manage.ClientRenewer;
import io.github.dcr4j.manage.Renewal;
import io.github.dcr4j.register.ClientRegistrar;
import io.github.dcr4j.register.Registration;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Obtains credentials where none are usable, and new ones before those that are due run out: claims, renews or
 * registers, keeps, and ends the lease with the outcome. Run by one flight per key. Thread-safe.
 */
public final class RegistrationFlow {
    private final ClaimWait claims;
    private final ClientRenewer renewer;
    private final ClientRegistrar registrar;
    private final RegistrationKeeper keeper;
    private final SupersededClients superseded;
    private final FailurePauses pauses;
    private final EvictedClients evicted;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;

    public RegistrationFlow(
            ClaimWait claims,
            ClientRenewer renewer,
            ClientRegistrar registrar,
            RegistrationKeeper keeper,
            SupersededClients superseded,
            FailurePauses pauses,
            EvictedClients evicted,
            EventPublisher publisher,
            DcrClock clock,
            CompletableFuture<Void> closing) {
        this.claims = claims;
        this.renewer = renewer;
        this.registrar = registrar;
        this.keeper = keeper;
        this.superseded = superseded;
        this.pauses = pauses;
        this.evicted = evicted;
        this.publisher = publisher;
        this.clock = clock;
        this.closing = closing;
    }

    /**
     * Returns the work that obtains usable credentials: those that another attempt has registered meanwhile, or of a
     * new client.
     *
     * @param expired what the caller found stored and cannot use: the claim does not answer with it; {@code null} for
     *     nothing
     */
    FlightWork obtain(RequestSpec request, @Nullable DcrCredentials expired) {
        // MANUAL: the claim answers with the stored client, which is refused there
        DcrCredentials replaced = request.renewal() == RenewalStrategy.MANUAL ? null : expired;
        long wantedNanos = clock.nanos();
        return new Work(() -> new Run(request, RegistrationReason.EXPIRED, null, replaced, wantedNanos));
    }

    /** Returns the work that obtains what follows {@code due}, which are used meanwhile. */
    FlightWork refresh(RequestSpec request, DcrCredentials due) {
        return replacing(request, due, RegistrationReason.DUE);
    }

    /** Returns the work that obtains on purpose what follows {@code used}, which are used meanwhile. */
    FlightWork replace(RequestSpec request, DcrCredentials used) {
        return replacing(request, used, RegistrationReason.ON_PURPOSE);
    }

    private FlightWork replacing(RequestSpec request, DcrCredentials used, RegistrationReason why) {
        long wantedNanos = clock.nanos();
        return new Work(() -> new Run(request, why, used, used, wantedNanos));
    }

    /** A run that begins when there is a place for it, and pauses while another one holds the lease. */
    private static final class Work implements FlightWork {
        private final Supplier<Run> begin;
        private @Nullable Run begun;

        Work(Supplier<Run> begin) {
            this.begin = begin;
        }

        @Override
        public Stretch go(Place place) {
            Run run = begun == null ? begin.get() : begun;
            begun = run;
            return run.goOn(place);
        }
    }

    /** The steps of one attempt that obtains credentials, from its first claim to its outcome. */
    private final class Run {
        private final Attempt attempt;
        private final Claimant claimant;
        private final RegistrationReason why;
        private final @Nullable DcrCredentials due;
        private boolean renewable;
        private boolean clockInDoubt;
        private @Nullable EndpointUrl endpoint;
        private @Nullable HeldLease held;

        /**
         * Begins one.
         *
         * @param why another client is wanted where one is replaced
         * @param due what is used meanwhile; {@code null} when callers wait
         * @param replaced what shall be replaced; {@code null} for nothing
         * @param wantedNanos since when it is wanted
         */
        Run(
                RequestSpec request,
                RegistrationReason why,
                @Nullable DcrCredentials due,
                @Nullable DcrCredentials replaced,
                long wantedNanos) {
            attempt = new Attempt(request, clock, closing, wantedNanos);
            claimant = new Claimant(replaced);
            this.why = why;
            this.due = due;
            renewable = request.renewal() == RenewalStrategy.RENEW;
        }

        Stretch goOn(Place place) {
            attempt.at(place);
            try {
                while (true) {
                    pauses.check(attempt.key());
                    Claimed claimed = claims.claim(attempt, claimant);
                    if (claimed instanceof Claimed.Busy busy) {
                        return new Stretch.Pause(busy.pause());
                    }
                    if (claimed instanceof Claimed.Current current) {
                        return new Stretch.Landed(adopted(current.credentials()));
                    }
                    HeldLease lease = ((Claimed.Granted) claimed).lease();
                    held = lease;
                    // it was given up if a supplier used up the lease of the round before
                    DcrCredentials kept = attempt.takePlaceAgain(lease.deadline()) ? obtain(lease) : null;
                    if (kept != null) {
                        succeeded(lease);
                        return new Stretch.Landed(kept);
                    }
                    // The lease ran out before anything was sent: claim again, unless another replica has registered by
                    // now.
                    lease.close();
                    claimant.leaseLost();
                    held = null;
                }
            } catch (Throwable t) {
                throw failed(t);
            } finally {
                publisher.publishAll(attempt.takeEvents());
            }
        }

        private DcrCredentials adopted(DcrCredentials current) {
            attempt.note(
                    new DcrEvent.Adopted(attempt.key(), current.generation(), due == null ? attempt.elapsed() : null));
            return current;
        }

        /**
         * Returns the same client with a new secret where the request asks for that and the server does it, else
         * another client, kept; {@code null} when the lease was lost before there was one.
         */
        private @Nullable DcrCredentials obtain(HeldLease lease) {
            DcrCredentials base = claimant.replaced();
            // what has ended or was removed is not brought back
            boolean current = base != null && base.generation().equals(lease.base());
            if (!renewable || base == null || !current || base.way() != Way.REGISTERED) {
                return register(lease);
            }
            Renewal renewal = renewer.renew(attempt, lease, base);
            if (renewal instanceof Renewal.Impossible impossible) {
                renewable = false; // however often the lease is lost from now on
                attempt.note(new DcrEvent.NotRenewed(
                        attempt.key(), ForeignText.of(base.clientId()), base.generation(), impossible.why()));
                return register(lease);
            }
            return renewal instanceof Renewal.Renewed renewed
                    ? keeper.keepRenewed(attempt, lease, renewed.credentials(), renewed.management())
                    : null;
        }

        private @Nullable DcrCredentials register(HeldLease lease) {
            Registration registration = registrar.register(attempt, lease);
            if (registration == null) {
                return null;
            }
            clockInDoubt = registration.clockInDoubt();
            if (registration instanceof Registration.Failed failed) {
                endpoint = failed.endpoint();
                throw failed.failure();
            }
            Occasion occasion = Occasion.of(lease.granted(), claimant.replaced(), why);
            return keeper.keep(attempt, lease, ((Registration.Made) registration).credentials(), occasion);
        }

        private void succeeded(HeldLease lease) {
            pauses.end(attempt.key());
            lease.finish(Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
            evicted.afterSave(attempt.key(), attempt.egress());
            if (!lease.granted().superseded().isEmpty() && attempt.request().deletesSuperseded()) {
                superseded.deleteLater(attempt.request());
            }
        }

        /** Ends the lease, remembers the failure, and returns it as the exception that every waiter gets a copy of. */
        private RuntimeException failed(Throwable t) {
            HeldLease lease = held;
            if (t instanceof DcrClosedException || t instanceof RegistrationPaused) {
                if (lease != null) {
                    lease.close();
                }
                return t instanceof RegistrationPaused paused ? backedOff(paused.failure()) : (DcrClosedException) t;
            }
            DcrException failure = t instanceof DcrException known ? known : UnexpectedFailure.at(attempt.step(), t);
            DcrException reported =
                    pauses.begin(new FailurePauses.Failure(failure, endpoint, clockInDoubt), attempt, lease);
            attempt.note(ending(reported));
            return reported;
        }

        private DcrException backedOff(DcrException failure) {
            if (due == null) {
                attempt.note(new DcrEvent.BackedOff(attempt.key(), failure));
            }
            return failure;
        }

        private DcrEvent ending(DcrException failure) {
            return due == null
                    ? new DcrEvent.Failed(attempt.key(), failure, attempt.elapsed())
                    : new DcrEvent.RefreshFailed(
                            attempt.key(),
                            ForeignText.of(due.clientId()),
                            due.generation(),
                            due.clientSecretExpiresAt().orElse(null),
                            failure);
        }
    }
}
