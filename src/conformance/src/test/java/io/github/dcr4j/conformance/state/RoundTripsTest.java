package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.REGISTER;
import static io.github.dcr4j.conformance.state.StateFixture.claim;
import static io.github.dcr4j.conformance.state.StateFixture.credentials;
import static io.github.dcr4j.conformance.state.StateFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a registration asks the backend. */
class RoundTripsTest {
    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final Outcome SUCCEEDED = Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED);

    private final StateFixture on = new StateFixture();

    @Test
    void release_leaseThatASaveHasEnded_doesNotReadTheStore() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        assertThat(on.claimsOfA.mark(lease, REGISTER)).isTrue();
        assertThat(on.a.save(credentials("a"), null, lease)).isInstanceOf(SaveResult.Saved.class);
        on.claimsOfA.release(lease, SUCCEEDED);

        assertThat(on.disturbed.reads()).isEqualTo(3);
        assertThat(on.disturbed.replaced()).hasSize(3);
    }

    @Test
    void release_nextLeaseOfTheSameOwner_isReleased() {
        DcrLease first = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        DcrCredentials saved = ((SaveResult.Saved) on.a.save(credentials("a"), null, first)).stored();
        DcrLease next = granted(on.claimsOfA.claim(claim("a", saved, LIFE))).lease();

        on.claimsOfA.release(next, SUCCEEDED);

        assertThat(on.claimsOfB.claim(claim("b", saved, LIFE))).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void release_saveLost_isReleased() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        DcrCredentials winner = on.save("b", null);
        assertThat(on.a.save(credentials("a"), null, lease)).isInstanceOf(SaveResult.Lost.class);
        int before = on.disturbed.reads();

        on.claimsOfA.release(lease, SUCCEEDED);

        assertThat(on.disturbed.reads()).isEqualTo(before + 1);
        assertThat(on.claimsOfB.claim(claim("b", winner, LIFE))).isInstanceOf(Claim.Granted.class);
    }
}
