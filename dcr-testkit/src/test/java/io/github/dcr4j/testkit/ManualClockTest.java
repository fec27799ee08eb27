package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void advance_time_movesBothClocks() {
        long millis = clock.millis();
        long nanos = clock.nanos();

        clock.advance(Duration.ofSeconds(3));

        assertThat(clock.millis() - millis).isEqualTo(3_000);
        assertThat(clock.nanos() - nanos).isEqualTo(3_000_000_000L);
        assertThat(clock.now()).isEqualTo(Instant.ofEpochMilli(millis + 3_000));
    }

    @Test
    void advance_negative_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
                .withMessageContaining("time");
    }

    @Test
    void after_notYetDue_isPending() {
        CompletableFuture<Void> wait = clock.after(Duration.ofSeconds(2));

        clock.advance(Duration.ofSeconds(2).minusNanos(1));

        assertThat(wait).isNotDone();
        assertThat(clock.pendingWaits()).containsExactly(Duration.ofNanos(1));
    }

    @Test
    void after_due_isDone() {
        CompletableFuture<Void> wait = clock.after(Duration.ofSeconds(2));

        clock.advance(Duration.ofSeconds(2));

        assertThat(wait).isCompletedWithValue(null);
        assertThat(clock.pendingWaits()).isEmpty();
    }

    @Test
    void after_zeroOrNegative_isDoneAtOnce() {
        assertThat(clock.after(Duration.ZERO)).isCompleted();
        assertThat(clock.after(Duration.ofSeconds(-1))).isCompleted();
    }

    @Test
    void advance_severalWaits_completesThemInOrderEachAtItsTime() {
        long start = clock.nanos();
        List<Duration> times = new ArrayList<>();
        CompletableFuture<Void> late =
                clock.after(Duration.ofSeconds(5)).thenRun(() -> times.add(Duration.ofNanos(clock.nanos() - start)));
        CompletableFuture<Void> early =
                clock.after(Duration.ofSeconds(1)).thenRun(() -> times.add(Duration.ofNanos(clock.nanos() - start)));

        clock.advance(Duration.ofSeconds(9));

        assertThat(times).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(List.of(early, late)).allSatisfy(wait -> assertThat(wait).isCompleted());
    }

    @Test
    void advance_waitBegunByAnother_isCompletedInTheSameCallIfDue() {
        CompletableFuture<Void> second =
                clock.after(Duration.ofSeconds(1)).thenCompose(done -> clock.after(Duration.ofSeconds(1)));
        CompletableFuture<Void> third = second.thenCompose(done -> clock.after(Duration.ofSeconds(1)));

        clock.advance(Duration.ofSeconds(2));

        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
    }

    @Test
    void cancel_wait_isNotPendingAnyMore() {
        CompletableFuture<Void> wait = clock.after(Duration.ofSeconds(1));

        wait.cancel(false);

        assertThat(clock.pendingWaits()).isEmpty();
    }

    @Test
    void setWallClock_time_leavesDurationsAndWaitsAlone() {
        CompletableFuture<Void> wait = clock.after(Duration.ofSeconds(1));
        long nanos = clock.nanos();
        Instant other = Instant.parse("2030-05-06T07:08:09Z");

        clock.setWallClock(other);

        assertThat(clock.now()).isEqualTo(other);
        assertThat(clock.nanos()).isEqualTo(nanos);
        assertThat(wait).isNotDone();
    }

    @Test
    void setWallClock_afterAdvancing_advancesFromThere() {
        Instant other = Instant.parse("2030-05-06T07:08:09Z");
        clock.advance(Duration.ofHours(1));

        clock.setWallClock(other);
        clock.advance(Duration.ofSeconds(1));

        assertThat(clock.now()).isEqualTo(other.plusSeconds(1));
    }
}
