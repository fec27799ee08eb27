package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCoordination.Outcome.Result;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistrationBudgetTest {
    @Test
    void after_anyFailure_isASecond() {
        DcrException failure =
                DcrException.at(Step.DISCOVER, "away").retryable(true).exception();

        Outcome outcome = RegistrationBudget.after(failure, Effect.NONE);

        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.effect()).isEqualTo(Effect.NONE);
        assertThat(outcome.backOff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(outcome.boundTo()).isNull();
        assertThat(outcome.why().text()).isEqualTo("away");
        assertThat(outcome.why().permanent()).isFalse();
        assertThat(outcome.why().status()).isZero();
    }

    @Test
    void after_serverAskedForMore_isWhatItAskedFor() {
        DcrException failure = new DcrRefusedException(
                DcrException.at(Step.REGISTER, "later").retryAfter(Duration.ofMinutes(2)), 503, null, null);

        Outcome outcome = RegistrationBudget.after(failure, Effect.NONE);

        assertThat(outcome.backOff()).isEqualTo(Duration.ofMinutes(2));
        assertThat(outcome.why().status()).isEqualTo(503);
        assertThat(outcome.why().permanent()).isFalse();
    }

    @Test
    void after_finalRefusal_isPermanentWithStatusAndCode() {
        DcrException failure =
                new DcrRefusedException(DcrException.at(Step.REGISTER, "no"), 400, "invalid_client_metadata", "text");

        Outcome outcome = RegistrationBudget.after(failure, Effect.ACCOUNTED);

        assertThat(outcome.effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(outcome.why().permanent()).isTrue();
        assertThat(outcome.why().status()).isEqualTo(400);
        assertThat(outcome.why().error()).isEqualTo("invalid_client_metadata");
    }
}
