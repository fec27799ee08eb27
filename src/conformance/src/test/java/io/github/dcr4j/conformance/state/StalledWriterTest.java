package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
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

/** A writer stalls between its read and its replace: what it meant to write is refused when it is too late. */
class StalledWriterTest {
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final StateFixture on = new StateFixture();

    @Test
    void claim_stalledForMoreThanTwoSeconds_isRefusedAndCountsFromTheNextRead() {
        on.disturbed.beforeNextReplace(() -> on.clock.advance(Duration.ofMillis(2_001)));

        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();

        assertThat(on.disturbed.replaced()).containsExactly(false, true);
        assertThat(lease.deadlineNanos()).isEqualTo(on.clock.nanos() + LIFE.toNanos());
    }

    @Test
    void claim_stalledForTwoSeconds_isWrittenAndItsDeadlineCountsFromTheRead() {
        long began = on.clock.nanos();
        on.disturbed.beforeNextReplace(() -> on.clock.advance(Duration.ofSeconds(2)));

        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();

        assertThat(on.disturbed.replaced()).containsExactly(true);
        assertThat(lease.deadlineNanos()).isEqualTo(began + LIFE.toNanos());
        on.clock.advance(LIFE.minusSeconds(2));
        granted(on.claimsOfB.claim(claim("b", null, LIFE)));
    }

    @Test
    void claim_stalledWhileAnotherClaims_isBusy() {
        on.disturbed.beforeNextReplace(() -> granted(on.claimsOfB.claim(claim("b", null, LIFE))));

        assertThat(on.claimsOfA.claim(claim("a", null, LIFE))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void mark_stalledUntilTheLeaseRanOut_isNotHeldAndNotNoted() {
        Duration shorter = Duration.ofSeconds(5); // than what any write may take
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, shorter))).lease();
        on.disturbed.beforeNextReplace(() -> on.clock.advance(shorter.plusMillis(1)));

        assertThat(on.claimsOfA.mark(lease, REGISTER)).isFalse();

        assertThat(on.disturbed.replaced()).containsExactly(true, false);
        assertThat(granted(on.claimsOfB.claim(claim("b", null, LIFE))).leftover())
                .isNull();
    }

    @Test
    void mark_stalledWhileAnotherTakesOver_isNotHeld() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        on.disturbed.beforeNextReplace(() -> {
            on.clock.advance(LIFE);
            granted(on.claimsOfB.claim(claim("b", null, LIFE)));
        });

        assertThat(on.claimsOfA.mark(lease, REGISTER)).isFalse();
    }

    @Test
    void save_stalledWhileNoOtherWrites_isRefusedAndSavedOnTheNextRead() {
        on.disturbed.beforeNextReplace(() -> on.clock.advance(Duration.ofMinutes(10)));

        assertThat(on.a.save(credentials("a"), null, null)).isInstanceOf(SaveResult.Saved.class);

        assertThat(on.disturbed.replaced()).containsExactly(false, true);
    }

    @Test
    void save_stalledWhileAnotherSaves_isLost() {
        DcrCredentials late = credentials("late");
        on.disturbed.beforeNextReplace(() -> on.save("first", null));

        assertThat(on.a.save(late, null, null))
                .isInstanceOfSatisfying(
                        SaveResult.Lost.class,
                        lost -> assertThat(lost.winner().clientId()).isEqualTo("first"));
        assertThat(on.a.find(KEY, late.generation())).isNull();
    }

    @Test
    void release_stalledWhileAnotherTakesOver_doesNothing() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        on.disturbed.beforeNextReplace(() -> {
            on.clock.advance(LIFE);
            granted(on.claimsOfB.claim(claim("b", null, LIFE)));
        });

        on.claimsOfA.release(lease, Outcome.of(Result.FAILED, Effect.NONE));

        assertThat(on.claimsOfA.claim(claim("c", null, LIFE))).isInstanceOf(Claim.Busy.class);
    }
}
