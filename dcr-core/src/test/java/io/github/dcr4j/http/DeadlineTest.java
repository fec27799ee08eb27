package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.attempt.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final TestClock clock = TestClock.at(0, 0);

    @Test
    void remaining_timeGoesBy_neverGetsNegative() {
        Deadline deadline = Deadline.after(clock, Duration.ofSeconds(2));

        clock.advance(Duration.ofSeconds(3));

        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.passed()).isTrue();
        assertThat(deadline.atMost(Duration.ofSeconds(1))).isZero();
    }

    @Test
    void atMost_capOrRest_whicheverIsShorter() {
        Deadline deadline = Deadline.after(clock, Duration.ofSeconds(2));

        assertThat(deadline.atMost(Duration.ofSeconds(1))).hasSeconds(1);
        assertThat(deadline.atMost(Duration.ofSeconds(9))).hasSeconds(2);
        assertThat(deadline.passed()).isFalse();
    }

    @Test
    void after_endlessTime_doesNotOverflow() {
        Deadline deadline = Deadline.after(clock, Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(deadline.remaining()).hasDays(365);
    }

    @Test
    void within_partOfTheWork_doesNotOutlastTheWhole() {
        Deadline whole = Deadline.after(clock, Duration.ofSeconds(2));

        assertThat(whole.within(Duration.ofSeconds(9)).remaining()).hasSeconds(2);
        assertThat(whole.within(Duration.ofSeconds(1)).remaining()).hasSeconds(1);
    }
}
