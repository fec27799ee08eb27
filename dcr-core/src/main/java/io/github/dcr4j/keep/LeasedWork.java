package io.github.dcr4j.keep;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.ClaimWait.Claimed;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.UnexpectedFailure;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.request.RequestSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does work on the clients of one key under its lease that is no registration: it neither counts as one nor ends what
 * holds those back. Publishes its events. Thread-safe.
 */
public final class LeasedWork {
    private final ClaimWait claims;
    private final UnpublishedRegistrations unpublished;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;

    public LeasedWork(
            ClaimWait claims,
            UnpublishedRegistrations unpublished,
            EventPublisher publisher,
            DcrClock clock,
            CompletableFuture<Void> closing) {
        this.claims = claims;
        this.unpublished = unpublished;
        this.publisher = publisher;
        this.clock = clock;
        this.closing = closing;
    }

    /** Returns what {@code work} does, once no other replica works on the key. */
    public <T> T whenFree(RequestSpec request, BiFunction<Attempt, HeldLease, T> work) {
        return underLease(request, attempt -> {
            try (HeldLease held = claims.awaitManagement(attempt)) {
                ensureSaved(request);
                return work.apply(attempt, held);
            }
        });
    }

    /** Returns what {@code work} does; {@code null} if another replica works on the key. */
    <T> @Nullable T ifFree(RequestSpec request, BiFunction<Attempt, HeldLease, T> work) {
        return underLease(request, attempt -> {
            try (HeldLease held = claims.managementIfFree(attempt)) {
                if (held == null) {
                    return null;
                }
                ensureSaved(request);
                return work.apply(attempt, held);
            }
        });
    }

    /** Returns what {@code work} finds out about the client, once no other replica works on the key. */
    public <T> T check(RequestSpec request, BiFunction<Attempt, HeldLease, T> work) {
        return underLease(request, attempt -> {
            try (HeldLease held = claims.awaitCheck(attempt)) {
                ensureSaved(request);
                return work.apply(attempt, held);
            }
        });
    }

    /**
     * Returns what {@code work} finds out about the client, if no replica has looked within {@code spacing}, and none
     * works on the key; otherwise what {@code notNow} makes of the time until then.
     */
    public <T> T checkIfDue(
            RequestSpec request,
            Duration spacing,
            BiFunction<Attempt, HeldLease, T> work,
            Function<Duration, T> notNow) {
        return underLease(request, attempt -> {
            Claimed claimed = claims.checkIfDue(attempt, spacing);
            if (!(claimed instanceof Claimed.Granted granted)) {
                return notNow.apply(((Claimed.Busy) claimed).pause());
            }
            try (HeldLease held = granted.lease()) {
                ensureSaved(request);
                return work.apply(attempt, held);
            }
        });
    }

    private <T extends @Nullable Object> T underLease(RequestSpec request, Function<Attempt, T> work) {
        Attempt attempt = new Attempt(request, clock, closing);
        try {
            return work.apply(attempt);
        } catch (DcrException | DcrClosedException e) {
            throw e;
        } catch (Throwable t) {
            throw UnexpectedFailure.at(attempt.step(), t);
        } finally {
            publisher.publishAll(attempt.takeEvents());
        }
    }

    /** What is held has a newer secret or token than what is stored. */
    private void ensureSaved(RequestSpec request) {
        if (!unpublished.of(request.key()).isEmpty()) {
            throw DcrException.at(
                            Step.STORE_WRITE,
                            "a client of this key could not be saved yet, and is held in memory; try again when the store"
                                    + " has it")
                    .retryable(true)
                    .exception();
        }
    }
}
