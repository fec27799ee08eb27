package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.flight.Place;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to obtain credentials, from a caller's miss to its outcome: what it knows by now, and what there is to tell
 * about it. Used by one thread at a time.
 */
final class Attempt {
    private static final int MOST_LEASES_LOST = 3;
    private static final int MOST_REGISTRATIONS = 3;

    private final RequestSpec request;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;
    private final long startedNanos;
    private final List<DcrEvent> notes = new ArrayList<>();
    private final @Nullable DcrCredentials due;
    private int leasesLost;
    private int registrations;
    private @Nullable DcrCredentials dead;
    private String owner;
    private Claim.@Nullable Granted granted;
    private boolean leaseLeft;
    private boolean renewable;
    private @Nullable ManagementToken renewed;
    private @Nullable Patience patience;
    private Deadline deadline;
    private Step step = Step.CLAIM;
    private Place place = Place.NONE;
    private @Nullable Intent intent;
    private boolean outcomeUnknown;
    private boolean heldBack;
    private boolean clockInDoubt;
    private @Nullable EndpointUrl busyServer;
    private Effect effect = Effect.NONE;

    /** Begins an attempt for a caller who found nothing usable. */
    Attempt(RequestSpec request, DcrClock clock, CompletableFuture<Void> closing) {
        this(request, null, clock, closing);
    }

    private Attempt(
            RequestSpec request, @Nullable DcrCredentials due, DcrClock clock, CompletableFuture<Void> closing) {
        this.request = request;
        this.due = due;
        dead = due;
        renewable = request.renewal() == RenewalStrategy.RENEW;
        this.clock = clock;
        this.closing = closing;
        startedNanos = clock.nanos();
        owner = UUID.randomUUID().toString();
        deadline = Deadline.after(clock, Duration.ZERO);
    }

    /** Begins an attempt to replace credentials that are used meanwhile. */
    static Attempt toReplace(DcrCredentials due, RequestSpec request, DcrClock clock, CompletableFuture<Void> closing) {
        return new Attempt(request, due, clock, closing);
    }

    /** Ends the attempt if the resolver is closing; asked before anything that takes time or leaves something behind. */
    void ensureOpen() {
        if (closing.isDone()) {
            throw new DcrClosedException();
        }
    }

    /** Waits, but no longer than the resolver is open. */
    void pause(Duration time) {
        try {
            CompletableFuture.anyOf(clock.after(time), closing).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ensureOpen();
            throw DcrException.at(step, "the thread of this attempt was interrupted from outside; resolve again")
                    .retryable(true)
                    .cause(e)
                    .exception();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the clock failed", e.getCause());
        }
        ensureOpen();
    }

    RequestSpec request() {
        return request;
    }

    DcrKey key() {
        return request.key();
    }

    /** Where requests about its clients may go. */
    Egress egress() {
        return request.upstream().egress();
    }

    /** What is to be replaced while it is used; {@code null} when a caller waits. */
    @Nullable
    DcrCredentials due() {
        return due;
    }

    /** The credentials that are to be replaced: the last that were found to be unusable, or those that are due. */
    @Nullable
    DcrCredentials dead() {
        return dead;
    }

    void foundUnusable(DcrCredentials credentials) {
        dead = credentials;
    }

    /** How many attempts in a row had failed when the right to register was granted. */
    int failuresBefore() {
        return granted == null ? 0 : granted.failures();
    }

    /** How long it still waits for others that hold the right to register; {@code null} while none has. */
    @Nullable
    Patience patience() {
        return patience;
    }

    void patience(@Nullable Patience next) {
        patience = next;
    }

    /** Notes the right to register, and until when all of the work must be done. */
    void granted(Claim.Granted right, Deadline workDeadline) {
        granted = right;
        deadline = workDeadline;
        Intent leftover = right.leftover();
        if (leftover != null && leftover.call() == Intent.Call.REGISTER) {
            note(new DcrEvent.OrphanSuspected(key(), leftover.startedAt()));
            effect = Effect.ACCOUNTED;
        }
    }

    /** Whether an earlier holder of the lease left a registration behind whose outcome was not known. */
    boolean hasLeftover() {
        return granted != null && granted.leftover() != null;
    }

    /** Whether the key has clients at the server that no generation uses any more. */
    boolean hasSuperseded() {
        return granted != null && !granted.superseded().isEmpty();
    }

    /** Whether there was more to it than being held back by an earlier failure. */
    boolean begun() {
        return !heldBack;
    }

    void heldBack() {
        heldBack = true;
    }

    /** Notes where the server asked for a pause of registrations. */
    void busyServer(EndpointUrl endpoint) {
        busyServer = endpoint;
    }

    /** Where the server asked for a pause of registrations; {@code null} if it did not. */
    @Nullable
    EndpointUrl busyServer() {
        return busyServer;
    }

    /** Notes whether the attempt may fail because of the local clock alone. */
    void clockInDoubt(boolean inDoubt) {
        clockInDoubt = inDoubt;
    }

    /** Whether the local clock may be to blame for a failure: it is not shared with the other replicas then. */
    boolean isClockInDoubt() {
        return clockInDoubt;
    }

    /** The name under which the right to register is asked for. */
    String owner() {
        return owner;
    }

    /** The lease that was granted last; {@code null} before. */
    @Nullable
    DcrLease lease() {
        return granted == null || leaseLeft ? null : granted.lease();
    }

    DcrLease heldLease() {
        return Objects.requireNonNull(lease(), "no lease was granted");
    }

    /** Ends the lease, if one is held. A release that fails is no loss: the lease runs out by itself. */
    void release(DcrCoordination coordination, Outcome outcome, EventPublisher publisher) {
        DcrLease held = lease();
        if (held == null) {
            return;
        }
        try {
            coordination.release(held, outcome);
        } catch (RuntimeException e) {
            publisher.leaseNotReleased(key(), e);
        }
    }

    /** Lets the lease run out by itself. */
    void leaveLease() {
        leaseLeft = true;
    }

    /** Asks anew, under another name: the lease was lost before anything was sent. Not for ever. */
    void leaseLost() {
        leasesLost++;
        if (leasesLost == MOST_LEASES_LOST) {
            throw DcrException.at(
                            Step.CLAIM,
                            "the lease ran out " + leasesLost + " times before the registration could be sent; is"
                                    + " discovery or the supplier of the initial access token slower than leaseDuration?")
                    .retryable(true)
                    .exception();
        }
        effect = Effect.NONE;
        owner = UUID.randomUUID().toString();
        granted = null;
    }

    /** The generation to save upon; {@code null} for none. */
    @Nullable
    String base() {
        return granted == null ? null : granted.base();
    }

    /**
     * What manages the client of {@link #dead}, if that one shall go on and is still current: what has ended or was removed
     * is not brought back. {@code null} otherwise.
     */
    @Nullable
    DcrManagement renewable() {
        DcrManagement management = granted == null ? null : granted.baseManagement();
        if (!renewable || dead == null || management == null) {
            return null;
        }
        boolean current = dead.generation().equals(base());
        return current && management.clientId().equals(dead.clientId()) ? management : null;
    }

    /** Returns whether the client shall go on and nothing is known that manages it. */
    boolean isUnmanageable() {
        return renewable && dead != null && granted != null && dead.generation().equals(base()) && renewable() == null;
    }

    /** Notes that another client is registered instead, however often the lease is lost from now on. */
    void notRenewable(DcrCredentials credentials, String why) {
        renewable = false;
        note(new DcrEvent.NotRenewed(key(), ForeignText.of(credentials.clientId()), credentials.generation(), why));
    }

    /** Notes that what will be kept is a client that was there before, and what manages it. */
    void renewed(ManagementToken management) {
        renewed = management;
    }

    /** What manages the client that was renewed; {@code null} for one that was registered. */
    @Nullable
    ManagementToken renewed() {
        return renewed;
    }

    Deadline deadline() {
        return deadline;
    }

    Step step() {
        return step;
    }

    void at(Step next) {
        step = next;
    }

    /** Its place at the server. */
    Place place() {
        return place;
    }

    void at(Place next) {
        place = next;
    }

    /** Returns whether it has its place at the server, or has it again before its work must be done. */
    boolean takePlaceAgain() {
        try {
            return place.takeAgain(deadline.remaining());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DcrException.at(step, "the thread that waited for a place at the server was interrupted")
                    .retryable(true)
                    .cause(e)
                    .exception();
        }
    }

    /** The note of the registration that was sent last, or is about to be. */
    Intent intent() {
        return intent == null ? nextIntent() : intent;
    }

    /** Returns a note that a registration is about to be sent: another one each time, for each counts. */
    Intent nextIntent() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant at = intent == null || now.isAfter(intent.startedAt())
                ? now
                : intent.startedAt().plusMillis(1);
        intent = new Intent(Intent.Call.REGISTER, at, null);
        return intent;
    }

    /** Whether one more registration may be sent, however often the lease was lost. */
    boolean mayRegister() {
        return registrations < MOST_REGISTRATIONS;
    }

    /** Notes that a registration is sent: whether a client was created is not known from here on, until {@link #answered}. */
    void registers() {
        registrations++;
        outcomeUnknown();
    }

    /** A note that a client is about to be read, updated or deleted. */
    Intent intentTo(Intent.Call call, String clientId) {
        return new Intent(call, Instant.ofEpochMilli(clock.millis()), clientId);
    }

    /** From here until {@link #answered}, whether a client was created is not known. */
    void outcomeUnknown() {
        outcomeUnknown = true;
    }

    /** Notes that what became of the registration is known. */
    void answered(Effect known) {
        outcomeUnknown = false;
        effect = known;
    }

    /** Returns what is known of what was sent, telling so if nothing is: a suspected orphan is reported once. */
    Effect closeEffect() {
        if (outcomeUnknown) {
            answered(Effect.ACCOUNTED);
            note(new DcrEvent.OrphanSuspected(key(), intent().startedAt()));
        }
        return effect;
    }

    Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - startedNanos);
    }

    void note(DcrEvent event) {
        notes.add(event);
    }

    void noteAll(List<Deviation> deviations) {
        deviations.forEach(
                d -> note(new DcrEvent.DeviationTolerated(key(), d.code().code(), d.field(), d.shape())));
    }

    /** Returns what there is to tell, once. */
    List<DcrEvent> takeNotes() {
        List<DcrEvent> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }
}
