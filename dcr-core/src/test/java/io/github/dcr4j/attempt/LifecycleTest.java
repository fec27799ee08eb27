package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
    private final TestClock clock = TestClock.standing();

    /** A judge without a window: what is not expired is fresh. */
    private Lifecycle judge(Duration skew) {
        return new Lifecycle(skew, new RefreshWindow(0, 0), new ServerClocks(clock));
    }

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
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));
        DcrCredentials credentials = living(life);

        assertThat(lifecycle.ageAt(credentials, at(usedFor) - 1)).isEqualTo(Lifecycle.Age.FRESH);
        assertThat(lifecycle.ageAt(credentials, at(usedFor))).isEqualTo(Lifecycle.Age.EXPIRED);
    }

    @Test
    void stateAt_neverExpires_isFreshForEver() {
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));

        assertThat(lifecycle.ageAt(Samples.credentials().build(), Long.MAX_VALUE - 1))
                .isEqualTo(Lifecycle.Age.FRESH);
    }

    @Test
    void stateAt_noSkew_isUsedToTheLastMillisecond() {
        Lifecycle lifecycle = judge(Duration.ZERO);
        DcrCredentials credentials = living(Duration.ofHours(1));

        assertThat(lifecycle.ageAt(credentials, at(Duration.ofHours(1)) - 1)).isEqualTo(Lifecycle.Age.FRESH);
        assertThat(lifecycle.ageAt(credentials, at(Duration.ofHours(1)))).isEqualTo(Lifecycle.Age.EXPIRED);
    }

    @Test
    void stateAt_hugeSkew_isStillATenthOfTheLife() {
        Lifecycle lifecycle = judge(Duration.ofSeconds(Long.MAX_VALUE));
        DcrCredentials credentials = living(Duration.ofHours(10));

        assertThat(lifecycle.ageAt(credentials, at(Duration.ofHours(9)) - 1)).isEqualTo(Lifecycle.Age.FRESH);
        assertThat(lifecycle.ageAt(credentials, at(Duration.ofHours(9)))).isEqualTo(Lifecycle.Age.EXPIRED);
    }

    @Test
    void stateAt_expiredBeforeItWasCreated_isExpired() {
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));

        assertThat(lifecycle.ageAt(living(Duration.ofHours(-1)), at(Duration.ZERO)))
                .isEqualTo(Lifecycle.Age.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-P36500D", "-PT1H", "PT0S", "PT58M"})
    void isUsable_clockBehindOrRight_isUsed(Duration off) {
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));
        clock.moveWallClock(off);

        assertThat(lifecycle.isUsable(living(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void isUsable_clockFarAhead_isNot() {
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));
        clock.moveWallClock(Duration.ofDays(36_500));

        assertThat(lifecycle.isUsable(living(Duration.ofHours(1)))).isFalse();
    }

    @Test
    void isUsable_farthestExpiryAStoreCanHold_isUsable() {
        Lifecycle lifecycle = judge(Duration.ofSeconds(60));
        DcrCredentials credentials = Samples.credentials()
                .clientSecretExpiresAt(Instant.ofEpochMilli(Long.MAX_VALUE - 1))
                .createdAt(Instant.ofEpochMilli(-1_000_000))
                .build();

        assertThat(lifecycle.isUsable(credentials)).isTrue();
    }
}
