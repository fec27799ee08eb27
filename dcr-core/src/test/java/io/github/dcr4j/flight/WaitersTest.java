package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Waiters waiters = new Waiters(2);
    private final DcrCredentials credentials = Samples.credentials().build();
    private final CompletableFuture<DcrCredentials> flight = new CompletableFuture<>();

    private CompletableFuture<DcrCredentials> detachable() {
        return waiters.detachable(flight, UnaryOperator.identity());
    }

    @Test
    void await_flightLanded_returnsItsOutcome() {
        flight.complete(credentials);

        assertThat(waiters.await(flight, LONG)).isSameAs(credentials);
    }

    @Test
    void await_interrupted_leavesAloneWithTheInterruptKept() {
        Thread.currentThread().interrupt();
        DcrException left = catchThrowableOfType(DcrException.class, () -> waiters.await(flight, LONG));
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        assertThat(left.step()).isEqualTo(Step.WAIT);
        assertThat(left.retryable()).isTrue();
        assertThat(flight).isNotDone();
    }

    @Test
    void await_waitedLongEnough_leavesAlone() {
        DcrException left = catchThrowableOfType(DcrException.class, () -> waiters.await(flight, Duration.ofMillis(1)));

        assertThat(left.step()).isEqualTo(Step.WAIT);
        assertThat(left).hasMessageContaining("1 ms");
        assertThat(flight).isNotDone();
    }

    @Test
    void await_sharedFailure_everyWaiterGetsItsOwnOfTheSameType() {
        DcrRefusedException shared = new DcrRefusedException(
                DcrException.at(Step.REGISTER, "refused").retryAfter(LONG), 429, "slow_down", "later");
        flight.completeExceptionally(shared);

        DcrRefusedException one = catchThrowableOfType(DcrRefusedException.class, () -> waiters.await(flight, LONG));
        DcrRefusedException other = catchThrowableOfType(DcrRefusedException.class, () -> waiters.await(flight, LONG));

        assertThat(one).isNotSameAs(other).isNotSameAs(shared).hasCause(shared);
        assertThat(one.status()).isEqualTo(429);
        assertThat(one.error()).contains("slow_down");
        assertThat(one.description()).contains("later");
        assertThat(one.retryAfter()).contains(LONG);
        assertThat(one.step()).isEqualTo(Step.REGISTER);
    }

    @Test
    void await_storeFailure_staysAStoreFailure() {
        flight.completeExceptionally(DcrStoreException.claiming("away", null));

        DcrStoreException own = catchThrowableOfType(DcrStoreException.class, () -> waiters.await(flight, LONG));

        assertThat(own.step()).isEqualTo(Step.CLAIM);
    }

    @Test
    void await_closed_isTold() {
        flight.completeExceptionally(new DcrClosedException());

        assertThatThrownBy(() -> waiters.await(flight, LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void await_executorFailed_causeIsKept() {
        Error error = new OutOfMemoryError("unable to create native thread");
        flight.completeExceptionally(error);

        assertThatThrownBy(() -> waiters.await(flight, LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(error);
    }

    @Test
    void await_tooManyWaiting_failsAtOnce() {
        List<CompletableFuture<DcrCredentials>> waiting = List.of(detachable(), detachable());

        DcrException refused = catchThrowableOfType(DcrException.class, () -> waiters.await(flight, LONG));

        assertThat(refused.step()).isEqualTo(Step.WAIT);
        assertThat(refused.retryable()).isTrue();
        assertThat(refused).hasMessageContainingAll("2 callers", "maxWaiters");
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void await_manyHaveLeft_thereIsRoomAgain() {
        for (int i = 0; i < 10; i++) {
            assertThat(catchThrowable(() -> waiters.await(flight, Duration.ofNanos(1))))
                    .hasMessageContaining("in vain");
        }
        flight.complete(credentials);

        assertThat(waiters.await(flight, LONG)).isSameAs(credentials);
    }

    @Test
    void detachable_cancelled_flightAndOthersGoOn() throws Exception {
        CompletableFuture<DcrCredentials> one = detachable();
        CompletableFuture<DcrCredentials> other = detachable();

        one.cancel(true);
        assertThat(flight).isNotDone();
        flight.complete(credentials);

        assertThat(one).isCancelled();
        assertThat(other.get(3, TimeUnit.MINUTES)).isSameAs(credentials);
    }

    @Test
    void detachable_cancelledOrTimedOut_countsNoMore() {
        List<CompletableFuture<DcrCredentials>> left = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<DcrCredentials> own = detachable();
            left.add(own);
            own.completeExceptionally(new java.util.concurrent.TimeoutException());
        }

        assertThat(detachable()).isNotDone();
        assertThat(left).allMatch(CompletableFuture::isDone);
    }

    @Test
    void detachable_completedByItsCaller_othersAreNotGivenThat() {
        CompletableFuture<DcrCredentials> one = detachable();
        CompletableFuture<DcrCredentials> other = detachable();

        one.complete(Samples.credentials().clientId("mine").build());
        flight.complete(credentials);

        assertThat(other).isCompletedWithValue(credentials);
    }

    @Test
    void detachable_sharedFailure_isTheCallersOwnAndNotWrapped() {
        DcrException shared = DcrException.at(Step.DISCOVER, "nothing there").exception();
        CompletableFuture<DcrCredentials> one = detachable();
        CompletableFuture<DcrCredentials> other = detachable();

        flight.completeExceptionally(shared);

        Throwable ofOne = one.handle((c, t) -> t).join();
        Throwable ofOther = other.handle((c, t) -> t).join();
        assertThat(ofOne)
                .isExactlyInstanceOf(DcrException.class)
                .isNotSameAs(ofOther)
                .hasCause(shared);
    }

    @Test
    void detachable_finish_isApplied() {
        DcrCredentials finished = Samples.credentials().clientId("finished").build();
        CompletableFuture<DcrCredentials> own = waiters.detachable(flight, c -> finished);

        flight.complete(credentials);

        assertThat(own).isCompletedWithValue(finished);
    }

    @Test
    void detachable_finishThrows_failsThatCaller() {
        CompletableFuture<DcrCredentials> own = waiters.detachable(flight, c -> {
            throw new IllegalStateException("for the test");
        });

        flight.complete(credentials);

        assertThatThrownBy(() -> own.get(3, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("for the test");
    }
}
