package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshWindowTest {
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final String[] LIVES = {
        "PT5S", "PT10S", "PT1M", "PT5M", "PT10M", "PT1H", "P1D", "P30D", "P90D", "P365D", "P3650D"
    };

    private final TestClock clock = TestClock.standing();

    private static DcrCredentials living(Duration life, String generation) {
        return Samples.credentials()
                .generation(generation)
                .clientSecretExpiresAt(TestClock.START.plus(life))
                .build();
    }

    /** Returns after how long a secret is due. */
    private Duration dueAfter(Lifecycle lifecycle, DcrCredentials credentials) {
        long low = TestClock.START.toEpochMilli();
        long high = credentials.expiresAtMillis();
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (lifecycle.ageAt(credentials, middle) == Lifecycle.Age.FRESH) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Duration.ofMillis(low - TestClock.START.toEpochMilli());
    }

    /** The first and the last moment at which the default window begins, whatever chance says. */
    @ParameterizedTest
    @CsvSource({
        "PT5S,   PT2.5S,        PT2.7S",
        "PT1M,   PT30S,         PT32.4S",
        "PT4M,   PT2M,          PT2M9.6S",
        "PT10M,  PT7M,          PT7M12S",
        "PT1H,   PT47M,         PT48M12S",
        "P1D,    PT19H11M,      PT19H39M48S",
        "P30D,   P28DT23H59M,   P29DT2H22M60S",
        "P3650D, P3648DT23H59M, P3649DT2H22M60S"
    })
    void stateAt_defaultWindow_isDueInTheLastPartOfItsLife(Duration life, Duration earliest, Duration latest) {
        Set<Duration> begins = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Lifecycle lifecycle = new Lifecycle(SKEW, new RefreshWindow(0.2, i * 7_919), new ServerClocks(clock));
            begins.add(dueAfter(lifecycle, living(life, "generation")));
        }

        assertThat(begins).allMatch(begin -> begin.compareTo(earliest) >= 0 && begin.compareTo(latest) <= 0);
        assertThat(begins).as("chance spreads replicas").hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 0.5})
    void stateAt_anyWindow_isNeverDueInTheFirstHalfAndAlwaysBeforeTheEnd(double share) {
        for (String text : LIVES) {
            Duration life = Duration.parse(text);
            for (int seed : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                Lifecycle lifecycle = new Lifecycle(SKEW, new RefreshWindow(share, seed), new ServerClocks(clock));
                DcrCredentials credentials = living(life, "generation");

                Duration due = dueAfter(lifecycle, credentials);

                assertThat(due).as(text).isGreaterThanOrEqualTo(life.dividedBy(2));
                assertThat(lifecycle.ageAt(
                                credentials, TestClock.START.plus(due).toEpochMilli()))
                        .as(text)
                        .isEqualTo(Lifecycle.Age.DUE);
            }
        }
    }

    @Test
    void stateAt_sameMoment_keysAreDueAtDifferentTimes() {
        Lifecycle lifecycle = new Lifecycle(SKEW, new RefreshWindow(0.2, 42), new ServerClocks(clock));
        Set<Duration> begins = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            begins.add(dueAfter(lifecycle, living(Duration.ofDays(30), "generation-" + i)));
        }

        assertThat(begins).hasSizeGreaterThan(80);
    }

    @Test
    void stateAt_hugeSkew_isDueBeforeItIsExpired() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofDays(365), new RefreshWindow(0.2, 3), new ServerClocks(clock));
        DcrCredentials credentials = living(Duration.ofDays(10), "generation");

        assertThat(dueAfter(lifecycle, credentials)).isLessThan(Duration.ofDays(9));
    }

    @Test
    void stateAt_noWindow_isFreshToTheEnd() {
        Lifecycle lifecycle = new Lifecycle(SKEW, new RefreshWindow(0, 3), new ServerClocks(clock));

        assertThat(dueAfter(lifecycle, living(Duration.ofHours(1), "generation")))
                .isEqualTo(Duration.ofMinutes(59));
    }

    @Test
    void stateAt_neverExpires_isNeverDue() {
        Lifecycle lifecycle = new Lifecycle(SKEW, new RefreshWindow(0.5, 3), new ServerClocks(clock));

        assertThat(lifecycle.ageAt(Samples.credentials().build(), Long.MAX_VALUE - 1))
                .isEqualTo(Lifecycle.Age.FRESH);
    }
}
