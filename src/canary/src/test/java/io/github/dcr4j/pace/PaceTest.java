package io.github.dcr4j.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /** A hash, which was the sample once, takes 500 times as long there: the bounds were as long as they can be. */
    @Test
    void sample_nothingIsCompiled_takesAsLong() throws IOException, InterruptedException {
        assertThat(interpretedSample()).isLessThan(Duration.ofSeconds(1).toNanos());
    }

    private static long interpretedSample() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sample.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return Long.parseLong(printed.trim());
    }

    /** Prints the shortest of some samples: the one that other programs disturbed least. */
    static final class Sample {
        private Sample() {}

        public static void main(String[] args) {
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                shortest = Math.min(shortest, Pace.sample());
            }
            System.out.println(shortest);
        }
    }
}
