package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import org.junit.jupiter.api.Test;

class ClaimantTest {
    private final Claimant claimant = new Claimant(null);

    @Test
    void leaseLost_claimsUnderAnotherName() {
        String owner = claimant.owner();

        claimant.leaseLost();

        assertThat(claimant.owner()).isNotEqualTo(owner);
    }

    @Test
    void leaseLost_againAndAgain_endsTheAttempt() {
        claimant.leaseLost();
        claimant.leaseLost();

        DcrException failure = catchThrowableOfType(DcrException.class, claimant::leaseLost);

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("lease");
    }
}
