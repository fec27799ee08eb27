package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.Lifecycle.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
    private final TestClock clock = TestClock.standing();

    private static DcrCredentials living(Duration life) {
        return Samples.credentials()
                .clientSecretExpiresAt(TestClock.START.plus(life))
                .build();
    }

    private static long at(Duration afterStart) {
        return TestClock.START.plus(afterStart).toEpochMilli();
    }

    /** The last millisecond in which a secret is used, for lives around ten times the skew of a minute and far off. */
    @ParameterizedTest
    @CsvSource({
        "PT5S,      PT4.5S",
        "PT1S,      PT0.9S",
        "PT0.009S,  PT0.009S",
        "PT9M,      PT8M6S",
        "PT10M,     PT9M",
        "PT1H,      PT59M",
        "P90D,      P89DT23H59M",
        "P36525D,   P36524DT23H59M"
    })
    void stateAt_aroundTheEnd_skewIsAtMostATenthOfTheLife(Duration life, Duration usedFor) {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);
        DcrCredentials credentials = living(life);

        assertThat(lifecycle.stateAt(credentials, at(usedFor) - 1)).isEqualTo(State.FRESH);
        assertThat(lifecycle.stateAt(credentials, at(usedFor))).isEqualTo(State.EXPIRED);
    }

    @Test
    void stateAt_neverExpires_isFreshForEver() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);

        assertThat(lifecycle.stateAt(Samples.credentials().build(), Long.MAX_VALUE - 1))
                .isEqualTo(State.FRESH);
    }

    @Test
    void stateAt_noSkew_isUsedToTheLastMillisecond() {
        Lifecycle lifecycle = new Lifecycle(Duration.ZERO, clock);
        DcrCredentials credentials = living(Duration.ofHours(1));

        assertThat(lifecycle.stateAt(credentials, at(Duration.ofHours(1)) - 1)).isEqualTo(State.FRESH);
        assertThat(lifecycle.stateAt(credentials, at(Duration.ofHours(1)))).isEqualTo(State.EXPIRED);
    }

    @Test
    void stateAt_hugeSkew_isStillATenthOfTheLife() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(Long.MAX_VALUE), clock);
        DcrCredentials credentials = living(Duration.ofHours(10));

        assertThat(lifecycle.stateAt(credentials, at(Duration.ofHours(9)) - 1)).isEqualTo(State.FRESH);
        assertThat(lifecycle.stateAt(credentials, at(Duration.ofHours(9)))).isEqualTo(State.EXPIRED);
    }

    @Test
    void stateAt_expiredBeforeItWasCreated_isExpired() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);

        assertThat(lifecycle.stateAt(living(Duration.ofHours(-1)), at(Duration.ZERO)))
                .isEqualTo(State.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-P36500D", "-PT1H", "PT0S", "PT58M"})
    void isFresh_clockBehindOrRight_isUsed(Duration off) {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);
        clock.moveWallClock(off);

        assertThat(lifecycle.isFresh(living(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void isFresh_clockFarAhead_isNot() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);
        clock.moveWallClock(Duration.ofDays(36_500));

        assertThat(lifecycle.isFresh(living(Duration.ofHours(1)))).isFalse();
    }

    @Test
    void isFresh_farthestExpiryAStoreCanHold_isFresh() {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60), clock);
        DcrCredentials credentials = Samples.credentials()
                .clientSecretExpiresAt(Instant.ofEpochMilli(Long.MAX_VALUE - 1))
                .createdAt(Instant.ofEpochMilli(-1_000_000))
                .build();

        assertThat(lifecycle.isFresh(credentials)).isTrue();
    }
}
