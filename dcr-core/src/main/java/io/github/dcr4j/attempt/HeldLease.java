package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrLease;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on the clients of one key, from the claim that was granted to its end. Whatever changes something
 * at the server is marked before it is sent, and {@linkplain #answered noted} after; ending the lease says what is
 * known then. Used by one thread at a time.
 */
public final class HeldLease implements AutoCloseable {
    private final DcrCoordination coordination;
    private final EventPublisher publisher;
    private final Claim.Granted granted;
    private final Deadline deadline;
    private final Consumer<DcrEvent> events;
    private @Nullable Intent registration;
    private boolean outcomeUnknown;
    private Effect effect = Effect.NONE;
    private boolean left;
    private boolean ended;

    /**
     * Holds what was granted.
     *
     * @param deadline until when all work under it must be done
     * @param events takes what is to be published of it
     */
    public HeldLease(
            DcrCoordination coordination,
            EventPublisher publisher,
            Claim.Granted granted,
            Deadline deadline,
            Consumer<DcrEvent> events) {
        this.coordination = coordination;
        this.publisher = publisher;
        this.granted = granted;
        this.deadline = deadline;
        this.events = events;
    }

    /** Reports a registration that an earlier holder left behind, if there is one: its outcome is not known. */
    void reportLeftover() {
        Intent leftover = granted.leftover();
        if (leftover != null && leftover.call() == Intent.Call.REGISTER) {
            events.accept(new DcrEvent.OrphanSuspected(key(), leftover.startedAt()));
            effect = Effect.ACCOUNTED;
        }
    }

    DcrKey key() {
        return granted.lease().key();
    }

    /** Returns what the store said when it granted the claim. */
    public Claim.Granted granted() {
        return granted;
    }

    public DcrLease lease() {
        return granted.lease();
    }

    /** Returns the generation to save upon; {@code null} for none. */
    @Nullable
    public String base() {
        return granted.base();
    }

    /** Returns until when all work under the lease must be done. */
    public Deadline deadline() {
        return deadline;
    }

    /**
     * Marks that something is about to be sent.
     *
     * @return whether the lease is still held; nothing may be sent otherwise
     */
    public boolean mark(Intent intent) {
        if (!coordination.mark(granted.lease(), intent)) {
            return false;
        }
        if (intent.call() == Intent.Call.REGISTER) {
            registration = intent;
            outcomeUnknown = true;
        }
        return true;
    }

    /** Notes what is known of what was sent. */
    public void answered(Effect known) {
        outcomeUnknown = false;
        effect = known;
    }

    /** Notes that whether the registration that was marked last made a client is not known after all. */
    public void outcomeUnknown() {
        outcomeUnknown = true;
    }

    /** Returns what is known of what was sent. A registration of which nothing is known is reported, once. */
    public Effect settleEffect() {
        Intent sent = registration;
        if (outcomeUnknown && sent != null) {
            answered(Effect.ACCOUNTED);
            events.accept(new DcrEvent.OrphanSuspected(key(), sent.startedAt()));
        }
        return effect;
    }

    /** Forgets a client that was deleted: nothing is left to do about it. */
    public void settled(String clientId) {
        coordination.settled(key(), clientId);
    }

    /** Lets the lease run out by itself: until then the other replicas wait. */
    public void leave() {
        left = true;
    }

    public boolean isLeft() {
        return left;
    }

    /** Ends the lease, unless it has ended or runs out by itself. A failure is no loss: the lease runs out then. */
    public void finish(Outcome outcome) {
        if (left || ended) {
            return;
        }
        ended = true;
        try {
            coordination.release(granted.lease(), outcome);
        } catch (RuntimeException e) {
            publisher.failures().leaseNotReleased(key(), e);
        }
    }

    /** Ends the lease with what is known of what was sent; it counts neither as a success nor as a failure. */
    @Override
    public void close() {
        finish(Outcome.of(Result.NEITHER, settleEffect()));
    }
}
