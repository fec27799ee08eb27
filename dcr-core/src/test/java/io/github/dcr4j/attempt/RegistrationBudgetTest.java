package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationBudgetTest {
    private static final String DIGEST = "digest of what was asked for";

    private static DcrException away() {
        return DcrException.at(Step.DISCOVER, "away").retryable(true).exception();
    }

    private static DcrException refused(int status, String error) {
        return new DcrRefusedException(DcrException.at(Step.REGISTER, "no"), status, error, "text");
    }

    private static DcrException later(Duration askedFor) {
        return new DcrRefusedException(DcrException.at(Step.REGISTER, "later").retryAfter(askedFor), 503, null, null);
    }

    @Test
    void after_transientFailure_holdsEverybodyBack() {
        Outcome outcome = RegistrationBudget.after(away(), Effect.NONE, 0, DIGEST);

        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.effect()).isEqualTo(Effect.NONE);
        assertThat(outcome.boundTo()).isNull();
        assertThat(outcome.why().text()).isEqualTo("away");
        assertThat(outcome.why().permanent()).isFalse();
        assertThat(outcome.why().status()).isZero();
    }

    /** The longest pause after that many failures in a row; the shortest is half of it. */
    @ParameterizedTest
    @CsvSource({
        "0, PT1S",
        "1, PT2S",
        "2, PT4S",
        "8, PT4M16S",
        "9, PT5M",
        "20, PT5M",
        "58, PT5M",
        "62, PT5M",
        "65, PT5M",
        "2147483647, PT5M"
    })
    void after_failuresInARow_pauseDoublesAndSaturates(int before, Duration longest) {
        for (int i = 0; i < 200; i++) {
            assertThat(RegistrationBudget.after(away(), Effect.NONE, before, DIGEST)
                            .backOff())
                    .isBetween(longest.dividedBy(2), longest);
        }
    }

    @Test
    void after_sameFailureOnManyKeys_pausesDiffer() {
        Set<Duration> pauses = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            pauses.add(RegistrationBudget.after(away(), Effect.NONE, 9, DIGEST).backOff());
        }

        assertThat(pauses).hasSizeGreaterThan(50);
    }

    @Test
    void after_clientMayHaveBeenCreated_isAtLeastFiveSeconds() {
        assertThat(RegistrationBudget.after(away(), Effect.ACCOUNTED, 0, DIGEST).backOff())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"PT2M, PT2M", "PT0.001S, PT1S", "PT1S, PT1S", "PT1H, PT1H", "P3650D, PT1H"})
    void after_serverAskedForAWhile_isWhatItAskedForWithinLimits(Duration askedFor, Duration held) {
        Outcome outcome = RegistrationBudget.after(later(askedFor), Effect.NONE, 62, DIGEST);

        assertThat(outcome.backOff()).isEqualTo(held);
        assertThat(outcome.boundTo()).isNull();
        assertThat(outcome.why().status()).isEqualTo(503);
        assertThat(outcome.why().permanent()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 501})
    void after_finalRefusal_holdsBackThisMetadataForMinutes(int status) {
        Outcome outcome =
                RegistrationBudget.after(refused(status, "invalid_client_metadata"), Effect.ACCOUNTED, 0, DIGEST);

        assertThat(outcome.backOff()).isEqualTo(Duration.ofMinutes(5));
        assertThat(outcome.boundTo()).isEqualTo(DIGEST);
        assertThat(outcome.effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(outcome.why().permanent()).isTrue();
        assertThat(outcome.why().status()).isEqualTo(status);
        assertThat(outcome.why().error()).isEqualTo("invalid_client_metadata");
    }

    /** Somebody else replaces an initial access token, without a change of the request. */
    @Test
    void after_initialAccessTokenRefused_isTriedAgainSoon() {
        Outcome outcome = RegistrationBudget.after(refused(401, "invalid_token"), Effect.NONE, 0, DIGEST);

        assertThat(outcome.backOff()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(outcome.boundTo()).isNull();
    }
}
