package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private final TestClock clock = TestClock.standing();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final RequestSpec request = Samples.spec(Samples.request());
    private final Attempt attempt = new Attempt(request, clock, closing);

    private void grant(@Nullable Intent leftover) {
        DcrLease lease = new DcrLease(request.key(), attempt.owner(), clock.nanos() + 1_000);
        attempt.granted(
                new Claim.Granted(lease, null, 0, leftover, null, List.of()),
                Deadline.after(clock, Duration.ofSeconds(10)));
    }

    @Test
    void closeEffect_nothingSent_isNone() {
        grant(null);

        assertThat(attempt.closeEffect()).isEqualTo(Effect.NONE);
        assertThat(attempt.takeNotes()).isEmpty();
    }

    @Test
    void closeEffect_sentAndNeverAnswered_isReportedOnceAndAccounted() {
        grant(null);
        attempt.outcomeUnknown();

        assertThat(attempt.closeEffect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.closeEffect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeNotes()).containsExactly(new DcrEvent.OrphanSuspected(request.key(), TestClock.START));
    }

    @Test
    void closeEffect_refused_isNone() {
        grant(null);
        attempt.outcomeUnknown();
        attempt.answered(Effect.NONE);

        assertThat(attempt.closeEffect()).isEqualTo(Effect.NONE);
    }

    @Test
    void granted_leftoverOfADeletion_isNoSuspectedOrphan() {
        grant(new Intent(Intent.Call.DELETE, Instant.EPOCH, "client-1"));

        assertThat(attempt.takeNotes()).isEmpty();
    }

    @Test
    void nextIntent_eachTime_isAnotherThatIntentReturns() {
        Intent first = attempt.nextIntent();
        Intent second = attempt.nextIntent();
        clock.advance(Duration.ofSeconds(5));
        Intent third = attempt.nextIntent();

        assertThat(second.startedAt()).isAfter(first.startedAt());
        assertThat(third.startedAt()).isEqualTo(first.startedAt().plusSeconds(5));
        assertThat(attempt.intent()).isSameAs(third);
    }

    @Test
    void leaseLost_asksUnderAnotherName() {
        String owner = attempt.owner();
        grant(null);

        attempt.leaseLost();

        assertThat(attempt.owner()).isNotEqualTo(owner);
        assertThat(attempt.lease()).isNull();
    }

    @Test
    void leaseLost_againAndAgain_endsTheAttempt() {
        attempt.leaseLost();
        attempt.leaseLost();

        DcrException failure = catchThrowableOfType(DcrException.class, attempt::leaseLost);

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("lease");
    }

    @Test
    void takeNotes_twice_isToldOnce() {
        attempt.note(new DcrEvent.Adopted(request.key(), "g"));

        assertThat(attempt.takeNotes()).hasSize(1);
        assertThat(attempt.takeNotes()).isEmpty();
    }

    @Test
    void elapsed_byTheMonotonicClock_wallClockDoesNotMatter() {
        clock.moveWallClock(Duration.ofDays(-1));
        clock.advance(Duration.ofMillis(1_500));

        assertThat(attempt.elapsed()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void ensureOpen_closing_isClosed() {
        closing.complete(null);

        assertThatThrownBy(attempt::ensureOpen).isInstanceOf(DcrClosedException.class);
    }

    @Test
    void pause_timePassed_leavesNothingBehindOnTheResolver() {
        Attempt quick = new Attempt(request, TestClock.running(), closing);
        for (int i = 0; i < 1_000; i++) {
            quick.pause(Duration.ofMillis(1));
        }

        assertThat(closing.getNumberOfDependents()).isLessThan(10);
    }

    @Test
    void pause_threadInterrupted_isNoClosedResolver() {
        attempt.at(Step.CLAIM);
        Thread.currentThread().interrupt();
        DcrException failure = catchThrowableOfType(DcrException.class, () -> attempt.pause(Duration.ofSeconds(1)));
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("interrupted");
    }

    @Test
    void pause_interruptedBecauseOfClosing_isClosed() {
        closing.complete(null);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> attempt.pause(Duration.ofSeconds(1))).isInstanceOf(DcrClosedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
