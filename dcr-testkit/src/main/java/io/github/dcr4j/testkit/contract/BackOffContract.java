package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about back-off and the ceiling of registrations. */
abstract class BackOffContract extends IntentContract {
    @Test
    void release_succeeded_endsEveryBackOff() {
        ours.release(granted(ours.claim(ANY.as("we"))).lease(), backOff(LIFE, null));
        DcrLease lease = granted(ours.claim(ANY.purpose(Purpose.REGISTER_NOW).as("operator")))
                .lease();

        ours.release(lease, SUCCEEDED);

        assertThat(granted(theirs.claim(ANY.as("they"))).failures()).isZero();
    }

    @Test
    void release_withBackOff_holdsEverybodyBackUntilItRunsOut() {
        Duration half = Duration.ofMillis(500);
        ours.release(granted(ours.claim(ANY.as("we"))).lease(), backOff(half, null));

        Claim claim = theirs.claim(ANY.as("they"));

        assertThat(claim).isInstanceOfSatisfying(Claim.BackOff.class, backOff -> {
            assertThat(backOff.pause()).isBetween(Duration.ofNanos(1), half);
            assertThat(backOff.why()).isEqualTo(REFUSED);
        });
        letPass(Duration.ofMillis(650));
        assertThat(granted(theirs.claim(ANY.as("they"))).failures()).isEqualTo(1);
    }

    @Test
    void release_withBackOffAfterASuccess_holdsBackToo() {
        Outcome outcome = new Outcome(Result.SUCCEEDED, Effect.ACCOUNTED, LIFE, REFUSED, null);

        ours.release(granted(ours.claim(ANY.as("we"))).lease(), outcome);

        assertThat(theirs.claim(ANY.as("they"))).isInstanceOf(Claim.BackOff.class);
    }

    @Test
    void release_withBackOffForSomeMetadata_holdsBackNoOther() {
        ours.release(granted(ours.claim(ANY.digest("1").as("we"))).lease(), backOff(LIFE, "1"));
        ours.release(granted(ours.claim(ANY.digest("2").as("we"))).lease(), backOff(LIFE, "2"));

        assertThat(theirs.claim(ANY.digest("1").as("they"))).isInstanceOf(Claim.BackOff.class);
        assertThat(theirs.claim(ANY.digest("2").as("they"))).isInstanceOf(Claim.BackOff.class);
        granted(theirs.claim(ANY.digest("corrected").as("they")));
    }

    @Test
    void claim_backOffWhileOneIsCurrent_isCurrent() {
        DcrCredentials a = save("a", null);
        ours.release(granted(ours.claim(ANY.dead(a).as("we"))).lease(), backOff(LIFE, null));

        assertThat(theirs.claim(ANY.as("they"))).isEqualTo(new Claim.Current(a));
        assertThat(theirs.claim(ANY.dead(a).as("they"))).isInstanceOf(Claim.BackOff.class);
    }

    @Test
    void claim_byAnOperator_passesABackOffButNoLease() {
        ours.release(granted(ours.claim(ANY.as("we"))).lease(), backOff(LIFE, null));

        granted(theirs.claim(ANY.purpose(Purpose.REGISTER_NOW).as("operator")));

        assertThat(ours.claim(ANY.purpose(Purpose.REGISTER_NOW).as("another"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_ceilingReached_isHeldBackUntilTheWindowHasPassed() {
        Asking limited = ANY.ceiling(2, Duration.ofSeconds(2));
        register(limited, "1");
        register(limited, "2");

        Claim held = theirs.claim(limited.as("3"));

        assertThat(held)
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(2)));
        letPass(Duration.ofMillis(2_300));
        granted(theirs.claim(limited.as("3")));
    }

    @Test
    void claim_ceilingReachedBySavedRegistrations_isHeldBack() {
        Asking limited = ANY.ceiling(1, LIFE);
        DcrLease lease = granted(ours.claim(limited.as("we"))).lease();
        ours.mark(lease, REGISTER);
        ours.mark(lease, REGISTER);
        DcrCredentials a = credentials(KEY, "a").build();
        store().save(a, null, lease);

        assertThat(theirs.claim(limited.dead(a).as("they"))).isInstanceOf(Claim.BackOff.class);
        granted(theirs.claim(limited.dead(a).purpose(Purpose.REGISTER_NOW).as("operator")));
    }

    @Test
    void claim_otherCallsThanRegistrations_doNotCount() {
        Asking limited = ANY.ceiling(1, LIFE);
        DcrLease lease = granted(ours.claim(limited.as("we"))).lease();
        ours.mark(lease, DELETE);
        ours.mark(lease, new Intent(Intent.Call.UPDATE, STARTED, "a"));
        ours.release(lease, FAILED);

        register(limited, "they");
        assertThat(theirs.claim(limited.as("they"))).isInstanceOf(Claim.BackOff.class);
    }

    @Test
    void mark_again_countsOnce() {
        Asking limited = ANY.ceiling(2, LIFE);
        DcrLease lease = granted(ours.claim(limited.as("we"))).lease();
        ours.mark(lease, REGISTER);
        ours.mark(lease, REGISTER);
        ours.release(lease, Outcome.of(Result.FAILED, Effect.ACCOUNTED));

        granted(theirs.claim(limited.as("they")));
    }

    @Test
    void release_markHadNoEffect_isTakenOffTheCeiling() {
        Asking limited = ANY.ceiling(1, LIFE);
        DcrLease lease = granted(ours.claim(limited.as("we"))).lease();
        ours.mark(lease, REGISTER);

        ours.release(lease, Outcome.of(Result.FAILED, Effect.NONE));

        granted(theirs.claim(limited.as("they")));
    }
}
