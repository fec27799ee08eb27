package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TestClockTest {
    @Test
    void advance_whatFallsDueAdvancesFurther_neverGoesBack() {
        TestClock clock = TestClock.standing();
        long began = clock.nanos();
        CompletableFuture<Void> further =
                clock.after(Duration.ofSeconds(5)).thenRun(() -> clock.advance(Duration.ofSeconds(20)));

        clock.advance(Duration.ofSeconds(10));

        assertThat(further).isCompleted();
        assertThat(Duration.ofNanos(clock.nanos() - began)).isEqualTo(Duration.ofSeconds(25));
    }
}
