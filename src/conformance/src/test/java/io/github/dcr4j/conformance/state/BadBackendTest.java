package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
import static io.github.dcr4j.conformance.state.StateFixture.claim;
import static io.github.dcr4j.conformance.state.StateFixture.credentials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

/** What callers get from a backend that breaks its promise. */
class BadBackendTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final StateFixture on = new StateFixture();
    private final StateStore bad = Mockito.mock(StateStore.class);
    private final StateBackedStore store = on.on(bad, SHORT);

    private static DcrStoreException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(DcrStoreException.class, call);
    }

    private void answersReads() {
        Mockito.when(bad.read(Mockito.any(), Mockito.any()))
                .thenAnswer(call -> new Snapshot(KEY, call.getArgument(1), List.of(), null, Instant.EPOCH));
    }

    @Test
    void save_backendNeverAgrees_failsWithTheStepAfterThePatience() {
        answersReads();

        DcrStoreException failure = failure(() -> store.save(credentials("a"), null, null));

        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("refused").hasMessageContaining("PT0.2S");
        Mockito.verify(bad, Mockito.atLeast(2)).replace(Mockito.any(), Mockito.any(), Mockito.any());
    }

    @Test
    void claim_backendNeverAgrees_failsAtTheClaim() {
        answersReads();

        DcrStoreException failure =
                failure(() -> store.coordination(on.clock).claim(claim("a", null, Duration.ofSeconds(60))));

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
    }

    @Test
    void save_backendThrowsFromEveryReplace_failsWithItsException() {
        answersReads();
        IllegalStateException cause = new IllegalStateException("disk full");
        Mockito.when(bad.replace(Mockito.any(), Mockito.any(), Mockito.any())).thenThrow(cause);

        DcrStoreException failure = failure(() -> store.save(credentials("a"), null, null));

        assertThat(failure).hasMessageContaining("whether it did is not known").hasCause(cause);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void any_backendKnowsThatNothingWasWritten_failsAtOnceWithItsMessageAtTheStep(boolean retryable) {
        answersReads();
        IOException cause = new IOException("no space left");
        StateStoreException full = new StateStoreException("the disk is full", retryable, cause);
        Mockito.when(bad.replace(Mockito.any(), Mockito.any(), Mockito.any())).thenThrow(full);
        StateBackedStore patient = on.on(bad, Duration.ofHours(1));

        for (Step step : List.of(Step.STORE_WRITE, Step.CLAIM)) {
            DcrStoreException failure = failure(() -> {
                if (step == Step.CLAIM) {
                    patient.coordination(on.clock).claim(claim("a", null, Duration.ofSeconds(60)));
                } else {
                    patient.save(credentials("a"), null, null);
                }
            });

            assertThat(failure).hasMessage("the disk is full").hasCause(cause);
            assertThat(failure.step()).isEqualTo(step);
            assertThat(failure.retryable()).isEqualTo(retryable);
        }
        Mockito.verify(bad, Mockito.times(2)).replace(Mockito.any(), Mockito.any(), Mockito.any());
    }

    @Test
    void save_backendCannotBeReadAndSaysWhy_failsWithItsMessageAtTheStep() {
        StateStoreException locked = new StateStoreException("the disk is locked", false, null);
        Mockito.when(bad.read(Mockito.any(), Mockito.any())).thenThrow(locked);

        DcrStoreException failure = failure(() -> store.save(credentials("a"), null, null));

        assertThat(failure).hasMessage("the disk is locked");
        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void save_backendThrowsAfterItApplied_isSavedOnce() {
        on.disturbed.afterNextReplace(() -> {
            throw new IllegalStateException("connection reset");
        });

        on.a.save(credentials("a"), null, null);

        assertThat(on.disturbed.replaced()).containsExactly(true);
        assertThat(on.a.find(KEY)).isNotNull();
    }

    @Test
    void save_backendReadsAnotherKey_fails() {
        Mockito.when(bad.read(Mockito.any(), Mockito.any()))
                .thenReturn(new Snapshot(DcrFixtures.key("other"), List.of(), List.of(), null, Instant.EPOCH));

        assertThat(failure(() -> store.remove(KEY))).hasMessageContaining("no snapshot of it");
    }

    @Test
    void save_backendReadsNothing_fails() {
        assertThat(failure(() -> store.remove(KEY)).step()).isEqualTo(Step.STORE_WRITE);
    }

    @Test
    void find_backendThrows_isAFailureOfTheStore() {
        IllegalArgumentException cause = new IllegalArgumentException("no such table");
        Mockito.when(bad.find(Mockito.any(), Mockito.any())).thenThrow(cause);

        DcrStoreException failure = failure(() -> store.find(KEY));

        assertThat(failure.step()).isEqualTo(Step.STORE_READ);
        assertThat(failure).hasCause(cause);
    }

    @Test
    void close_callWaitsForTheBackendToAgree_endsIt() throws Exception {
        StateBackedStore patient = on.on(bad, Duration.ofHours(1));
        answersReads();
        CountDownLatch refused = new CountDownLatch(3);
        Mockito.when(bad.replace(Mockito.any(), Mockito.any(), Mockito.any())).thenAnswer(call -> {
            refused.countDown();
            return false;
        });
        CompletableFuture<DcrStoreException> failure =
                CompletableFuture.supplyAsync(() -> failure(() -> patient.remove(KEY)));
        assertThat(refused.await(5, TimeUnit.MINUTES)).isTrue();

        patient.close();

        assertThat(failure.get(5, TimeUnit.MINUTES)).hasMessageContaining("closed");
        Mockito.verify(bad).close();
    }

    @Test
    void remove_callerIsInterrupted_failsAndStaysInterrupted() {
        answersReads();
        Mockito.when(bad.replace(Mockito.any(), Mockito.any(), Mockito.any())).thenAnswer(call -> {
            Thread.currentThread().interrupt();
            return false;
        });

        DcrStoreException failure = failure(() -> store.remove(KEY));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("interrupted");
    }

    @Test
    void remove_anotherCallerIsAtWorkOnTheKey_waitsNoLongerThanThePatience() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Mockito.when(bad.read(Mockito.any(), Mockito.any())).thenAnswer(call -> {
            working.countDown();
            end.await(5, TimeUnit.MINUTES);
            throw new IllegalStateException("ended");
        });
        CompletableFuture<DcrStoreException> first =
                CompletableFuture.supplyAsync(() -> failure(() -> store.remove(KEY)));
        assertThat(working.await(5, TimeUnit.MINUTES)).isTrue();

        DcrStoreException failure = failure(() -> store.remove(KEY));

        assertThat(failure).hasMessageContaining("other calls");
        end.countDown();
        assertThat(first.get(5, TimeUnit.MINUTES)).hasCauseInstanceOf(IllegalStateException.class);
        Mockito.verify(bad, Mockito.never()).replace(Mockito.any(), Mockito.any(StateChange.class), Mockito.any());
    }
}
