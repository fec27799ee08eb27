package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Intent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private final TestClock clock = TestClock.standing();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final RequestSpec request = Samples.spec(Samples.request());
    private final Attempt attempt = new Attempt(request, clock, closing);

    @Test
    void nextRegistration_eachTime_isAnother() {
        Intent first = attempt.nextRegistration();
        Intent second = attempt.nextRegistration();
        clock.advance(Duration.ofSeconds(5));
        Intent third = attempt.nextRegistration();

        assertThat(second.startedAt()).isAfter(first.startedAt());
        assertThat(third.startedAt()).isEqualTo(first.startedAt().plusSeconds(5));
    }

    @Test
    void takeEvents_twice_areTakenOnce() {
        attempt.note(new DcrEvent.Adopted(request.key(), "g"));

        assertThat(attempt.takeEvents()).hasSize(1);
        assertThat(attempt.takeEvents()).isEmpty();
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
