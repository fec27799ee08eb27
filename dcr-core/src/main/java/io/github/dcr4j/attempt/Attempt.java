package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.flight.Place;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all steps of one attempt at the clients of a request share: since when it is wanted, how far it is, its place at
 * the server, and the events that are published when it stops: at a pause, and at its end. Used by one thread at a
 * time.
 */
public final class Attempt {
    private static final int MOST_REGISTRATIONS = 3;

    private final RequestSpec request;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;
    private final long wantedNanos;
    private final List<DcrEvent> events = new ArrayList<>();
    private Step step = Step.CLAIM;
    private Place place = Place.NONE;
    private int registrations;
    private long answeredInNanos;
    private @Nullable Instant lastIntent;

    /**
     * Begins an attempt that is wanted since now.
     *
     * @param closing is done when the resolver closes
     */
    public Attempt(RequestSpec request, DcrClock clock, CompletableFuture<Void> closing) {
        this(request, clock, closing, clock.nanos());
    }

    /**
     * Begins an attempt that had to wait for a thread or a place at the server.
     *
     * @param wantedNanos since when it is wanted, by {@link DcrClock#nanos}
     */
    public Attempt(RequestSpec request, DcrClock clock, CompletableFuture<Void> closing, long wantedNanos) {
        this.request = request;
        this.clock = clock;
        this.closing = closing;
        this.wantedNanos = wantedNanos;
    }

    public RequestSpec request() {
        return request;
    }

    public DcrKey key() {
        return request.key();
    }

    /** Returns where requests about its clients may go. */
    public Egress egress() {
        return request.upstream().egress();
    }

    public Step step() {
        return step;
    }

    public void at(Step next) {
        step = next;
    }

    /** Returns for how long it is wanted by now. */
    public Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - wantedNanos);
    }

    /** Sends a registration, and counts the time that its answer takes. */
    public <T> T timed(Supplier<T> registration) {
        long sentNanos = clock.nanos();
        T answer = registration.get();
        answeredInNanos += clock.nanos() - sentNanos;
        return answer;
    }

    /** Returns how long the server took to answer registrations. */
    public Duration answeredIn() {
        return Duration.ofNanos(answeredInNanos);
    }

    /**
     * Ends the attempt if the resolver is closing; called before anything that takes time or leaves something behind.
     */
    public void ensureOpen() {
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
            throw interrupted("the thread of this attempt was interrupted from outside; resolve again", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the clock failed", e.getCause());
        }
        ensureOpen();
    }

    public void at(Place next) {
        place = next;
    }

    /** Lets other attempts have its place at the server. */
    public void giveUpPlace() {
        place.giveUp();
    }

    /** Returns whether it has its place at the server, or has it again before {@code deadline}. */
    public boolean takePlaceAgain(Deadline deadline) {
        try {
            return place.takeAgain(deadline.remaining());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted("the thread that waited for a place at the server was interrupted", e);
        }
    }

    private DcrException interrupted(String message, InterruptedException e) {
        return DcrException.at(step, message).retryable(true).cause(e).exception();
    }

    /** Returns a note that a registration is about to be sent: another one each time, for each counts. */
    public Intent nextRegistration() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant last = lastIntent;
        Instant next = last == null || now.isAfter(last) ? now : last.plusMillis(1);
        lastIntent = next;
        return new Intent(Intent.Call.REGISTER, next, null);
    }

    /** Returns a note that a client is about to be read, updated or deleted. */
    public Intent intentTo(Intent.Call call, String clientId) {
        return new Intent(call, Instant.ofEpochMilli(clock.millis()), clientId);
    }

    /** Counts a registration that is sent. */
    public void countRegistration() {
        registrations++;
    }

    /** Returns whether one more registration may be sent, however often the lease was lost. */
    public boolean mayRegister() {
        return registrations < MOST_REGISTRATIONS;
    }

    /** Adds an event to those that are published when the attempt ends. */
    public void note(DcrEvent event) {
        events.add(event);
    }

    public void noteAll(List<Deviation> deviations) {
        for (Deviation d : deviations) {
            note(new DcrEvent.DeviationTolerated(key(), d.code().code(), d.field(), d.shape()));
        }
    }

    /** Returns the events that were not published yet. */
    public List<DcrEvent> takeEvents() {
        List<DcrEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
