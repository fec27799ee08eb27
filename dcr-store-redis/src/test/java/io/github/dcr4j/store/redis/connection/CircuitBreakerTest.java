package io.github.dcr4j.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.store.redis.connection.CircuitBreaker.Admission;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private final ManualClock clock = new ManualClock();
    private final CircuitBreaker breaker = new CircuitBreaker(clock, PATIENCE);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(clock.nanos());
        }
    }

    @Test
    void admit_fewerThanFiveFailuresInARow_tries() {
        fail(4);
        breaker.succeeded();
        fail(4);

        assertThat(breaker.admit(false)).isEqualTo(Admission.TRY);
    }

    @Test
    void admit_fiveFailuresInARow_failsAtOnceForTwoSeconds() {
        fail(5);

        assertThat(breaker.admit(false)).isEqualTo(Admission.FAIL);
        assertThat(breaker.left()).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(2));
        clock.advance(Duration.ofMillis(1_900));
        assertThat(breaker.admit(false)).isEqualTo(Admission.FAIL);
        clock.advance(Duration.ofMillis(100));
        assertThat(breaker.admit(false)).isEqualTo(Admission.PROBE);
    }

    @Test
    void admit_afterAPause_letsOneCallTry() {
        fail(5);
        clock.advance(Duration.ofSeconds(2));

        assertThat(breaker.admit(false)).isEqualTo(Admission.PROBE);
        assertThat(breaker.admit(false)).isEqualTo(Admission.FAIL);
        breaker.succeeded();
        assertThat(breaker.admit(false)).isEqualTo(Admission.TRY);
    }

    @Test
    void admit_everyPauseFails_pausesGrowToHalfAMinute() {
        fail(5);
        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofSeconds(30));
            assertThat(breaker.admit(false)).isEqualTo(Admission.PROBE);
            breaker.failed(clock.nanos());
        }

        assertThat(breaker.left()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    @Test
    void admit_callCanWait_triesUntilTheOutageIsAsOldAsThePatience() {
        fail(50);
        clock.advance(PATIENCE.minusMillis(1));
        assertThat(breaker.admit(true)).isEqualTo(Admission.TRY);

        clock.advance(Duration.ofMillis(1));
        assertThat(breaker.admit(true)).isEqualTo(Admission.PROBE);
        assertThat(breaker.admit(true)).isEqualTo(Admission.FAIL);
    }

    @Test
    void failed_anotherCallAnsweredSinceTheTryBegan_doesNotCount() {
        for (int i = 0; i < 50; i++) {
            long tried = clock.nanos();
            clock.advance(Duration.ofMillis(1));
            breaker.succeeded();
            clock.advance(Duration.ofMillis(500));
            breaker.failed(tried);
            breaker.failed(tried);
            breaker.failed(tried);
            breaker.failed(tried);
            breaker.failed(tried);
        }

        assertThat(breaker.admit(false)).isEqualTo(Admission.TRY);
        assertThat(breaker.isQuiet()).isTrue();
    }
}
