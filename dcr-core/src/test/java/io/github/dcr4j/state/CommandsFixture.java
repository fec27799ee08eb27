package io.github.dcr4j.state;

import static io.github.dcr4j.state.KeyHistory.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.store.DcrCoordination.Claim;
import java.time.Duration;

/** A key that commands are applied to. */
abstract class CommandsFixture {
    static final Duration MILLI = Duration.ofMillis(1);

    final KeyHistory key = new KeyHistory();

    String current() {
        CurrentRecord current = key.state.generations().current();
        return current == null ? "none" : current.generation();
    }

    Claim.Granted granted(ClaimLease claim) {
        Claim answer = key.apply(claim);
        assertThat(answer).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) answer;
    }
}
