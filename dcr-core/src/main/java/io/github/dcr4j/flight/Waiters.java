package io.github.dcr4j.flight;

import static io.github.dcr4j.DcrException.Step.WAIT;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Those who wait for flights: counted, each free to leave, each with a failure of its own. Thread-safe. */
public final class Waiters {
    private final AtomicInteger waiting = new AtomicInteger();
    private final int most;

    public Waiters(int most) {
        this.most = most;
    }

    /** Waits on the calling thread; one that is interrupted or has waited long enough leaves alone. */
    public <T> T await(CompletableFuture<T> flight, Duration atMost) {
        enter();
        try {
            return flight.get(atMost.toNanos(), NANOSECONDS);
        } catch (ExecutionException e) {
            throw ownFailure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw left("this caller was interrupted while it waited; the attempt goes on", e);
        } catch (TimeoutException e) {
            throw left("this caller waited " + atMost.toMillis() + " ms in vain; the attempt goes on", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Returns a future of one caller's own: what happens to it does not happen to the flight. */
    public <T, R> CompletableFuture<R> detachable(CompletionStage<T> flight, Function<T, R> finish) {
        enter();
        CompletableFuture<R> own = new CompletableFuture<>();
        CompletionStage<R> leaving = own;
        leaving.whenComplete((result, failure) -> waiting.decrementAndGet());
        flight.whenComplete((outcome, failure) -> {
            if (!own.isDone()) {
                end(own, outcome, failure, finish);
            }
        });
        return own;
    }

    private static <T, R> void end(
            CompletableFuture<R> own, T outcome, @Nullable Throwable failure, Function<T, R> finish) {
        if (failure != null) {
            own.completeExceptionally(ownFailure(failure));
            return;
        }
        try {
            own.complete(finish.apply(outcome));
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
        }
    }

    private void enter() {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw DcrException.at(WAIT, most + " callers are waiting already; maxWaiters allows no more")
                    .retryable(true)
                    .exception();
        }
    }

    private static RuntimeException ownFailure(Throwable shared) {
        Throwable failure =
                shared instanceof CompletionException && shared.getCause() != null ? shared.getCause() : shared;
        if (failure instanceof DcrException known) {
            return known.forAnotherCaller();
        }
        if (failure instanceof DcrClosedException || failure instanceof CancellationException) {
            return new DcrClosedException();
        }
        return new IllegalStateException("the attempt could not be started", failure);
    }

    private static DcrException left(String message, Exception cause) {
        return DcrException.at(WAIT, message).retryable(true).cause(cause).exception();
    }
}
