package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.events.LogRate;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerClocksTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = TestClock.standing();
    private final List<Duration> reported = new ArrayList<>();
    private final ServerClocks clocks = new ServerClocks(clock, (key, ahead) -> reported.add(ahead));

    private static DcrKey at(int server) {
        return DcrKey.builder("https://gateway.example.com", "https://idp-" + server + ".example.com")
                .build();
    }

    private boolean isWorthAWarning(int server) {
        return clocks.isWorthAWarning(at(server), HOUR, null);
    }

    @Test
    void isWorthAWarning_elevenThousandServersFiveTimesEach_isBoundedByARate() {
        int warnings = 0;
        for (int use = 0; use < 5; use++) {
            for (int server = 0; server < 11_000; server++) {
                warnings += isWorthAWarning(server) ? 1 : 0;
            }
        }

        assertThat(warnings).isEqualTo(LogRate.AT_ONCE);
    }

    @Test
    void isWorthAWarning_clocksAgreeAndTheSecretHasExpired_isNot() {
        Instant expired = Instant.ofEpochMilli(clock.millis()).minusSeconds(60);

        assertThat(clocks.isWorthAWarning(at(1), Duration.ofMillis(999), expired))
                .isFalse();
        assertThat(clocks.isWorthAWarning(at(1), Duration.ofSeconds(1), expired))
                .isTrue();
    }

    @Test
    void isWorthAWarning_sameServerAgain_isOnceInTenMinutes() {
        assertThat(isWorthAWarning(1)).isTrue();
        clock.advance(Duration.ofMinutes(10).minusNanos(1));
        assertThat(isWorthAWarning(1)).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(isWorthAWarning(1)).isTrue();
    }

    @Test
    void learn_oneServerMoreThanIsRemembered_forgetsOneAndNotAll() {
        for (int server = 0; server <= 10_000; server++) {
            clocks.learn(at(server), HOUR);
        }

        long corrected = 0;
        for (int server = 0; server <= 10_000; server++) {
            corrected += clocks.at(at(server), 0) == HOUR.toMillis() ? 1 : 0;
        }
        assertThat(corrected).isEqualTo(10_000);
        assertThat(clocks.at(at(10_000), 0)).isEqualTo(HOUR.toMillis());
    }

    @Test
    void at_issuedAnHourFromNowByAnotherReplica_isReportedOnceInTenMinutes() {
        Instant issued = TestClock.START.plus(HOUR);
        DcrCredentials fromTheFuture = Samples.credentials()
                .createdAt(issued)
                .clientIdIssuedAt(issued)
                .clientSecretExpiresAt(issued.plusSeconds(30))
                .build();

        assertThat(clocks.at(fromTheFuture)).isEqualTo(issued.toEpochMilli());
        assertThat(clocks.at(fromTheFuture)).isEqualTo(issued.toEpochMilli());

        assertThat(reported).containsExactly(HOUR);
    }
}
