package io.github.dcr4j.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final Duration QUIET = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({"1, 10", "10, 10", "19, 10", "20, 40", "100, 200", "60000, 1000"})
    void stretched_sampleTookMillis_isTheBoundInSeconds(long millis, long seconds) {
        assertThat(Pace.stretched(QUIET, Duration.ofMillis(millis).toNanos())).hasSeconds(seconds);
    }

    @Test
    void stretched_somethingToWaitFor_isAtMostWhatIsSaid() {
        assertThat(Pace.stretched(QUIET, QUIET)).isEqualTo(QUIET);
    }

    @Test
    void stretched_thisMachine_isNeverLess() {
        assertThat(Pace.stretched(QUIET)).isBetween(QUIET, QUIET.multipliedBy(100));
    }
}
