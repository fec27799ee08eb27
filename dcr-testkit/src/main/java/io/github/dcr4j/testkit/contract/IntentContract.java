package io.github.dcr4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrLease;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about marks, and about releases of a lease. */
abstract class IntentContract extends StandingContract {
    @Test
    void mark_held_isTrueAlsoAgain() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();

        assertThat(ours.mark(lease, REGISTER)).isTrue();
        assertThat(ours.mark(lease, REGISTER)).isTrue();
        assertThat(ours.mark(lease, DELETE)).isTrue();
    }

    @Test
    void mark_ranOut_isFalse() {
        DcrLease lease = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();

        letPass(LONGER);

        assertThat(ours.mark(lease, REGISTER)).isFalse();
        assertThat(granted(theirs.claim(ANY.as("they"))).leftover()).isNull();
    }

    @Test
    void mark_releasedOrNeverHeld_isFalse() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.release(lease, SUCCEEDED);

        assertThat(ours.mark(lease, REGISTER)).isFalse();
        assertThat(ours.mark(new DcrLease(KEY, "another", lease.deadlineNanos()), REGISTER))
                .isFalse();
    }

    @Test
    void claim_holderVanishedBeforeItsMark_givesNoLeftover() {
        ours.claim(ANY.life(SHORT).as("we"));

        letPass(LONGER);

        assertThat(granted(theirs.claim(ANY.as("they"))).leftover()).isNull();
    }

    @Test
    void claim_holderVanishedAfterItsMark_givesTheIntentUntilItIsAccountedFor() {
        ours.mark(granted(ours.claim(ANY.life(SHORT).as("we"))).lease(), DELETE);
        letPass(LONGER);

        assertThat(granted(theirs.claim(ANY.life(SHORT).as("they"))).leftover()).isEqualTo(DELETE);
        letPass(LONGER);
        Claim.Granted third = granted(ours.claim(ANY.as("third")));
        assertThat(third.leftover()).isEqualTo(DELETE);

        ours.release(third.lease(), FAILED);
        Claim.Granted fourth = granted(theirs.claim(ANY.as("fourth")));
        assertThat(fourth.leftover()).isEqualTo(DELETE);
        theirs.release(fourth.lease(), SUCCEEDED);
        assertThat(granted(ours.claim(ANY.as("fifth"))).leftover()).isNull();
    }

    @Test
    void mark_leftoverStanding_takesItsPlace() {
        ours.mark(granted(ours.claim(ANY.life(SHORT).as("we"))).lease(), DELETE);
        letPass(LONGER);
        DcrLease lease = granted(theirs.claim(ANY.as("they"))).lease();

        theirs.mark(lease, REGISTER);
        theirs.release(lease, Outcome.of(Result.FAILED, Effect.UNKNOWN));

        assertThat(granted(ours.claim(ANY.as("third"))).leftover()).isEqualTo(REGISTER);
    }

    @Test
    void release_effectUnknown_givesTheIntentToTheNext() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.mark(lease, REGISTER);

        ours.release(lease, Outcome.of(Result.FAILED, Effect.UNKNOWN));

        assertThat(granted(theirs.claim(ANY.as("they"))).leftover()).isEqualTo(REGISTER);
    }

    @Test
    void release_noEffectOrAccountedFor_forgetsTheIntent() {
        for (Effect effect : List.of(Effect.NONE, Effect.ACCOUNTED)) {
            DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
            ours.mark(lease, REGISTER);

            ours.release(lease, Outcome.of(Result.FAILED, effect));

            Claim.Granted next = granted(theirs.claim(ANY.as("they")));
            assertThat(next.leftover()).isNull();
            theirs.release(next.lease(), SUCCEEDED);
        }
    }

    @Test
    void release_failed_isCountedUntilASuccess() {
        ours.release(granted(ours.claim(ANY.as("1"))).lease(), FAILED);
        Claim.Granted second = granted(theirs.claim(ANY.as("2")));
        assertThat(second.failures()).isEqualTo(1);
        theirs.release(second.lease(), FAILED);
        Claim.Granted third = granted(ours.claim(ANY.as("3")));
        assertThat(third.failures()).isEqualTo(2);

        ours.release(third.lease(), SUCCEEDED);

        assertThat(granted(theirs.claim(ANY.as("4"))).failures()).isZero();
    }

    @Test
    void release_againOrWithoutALease_doesNothing() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.release(lease, FAILED);
        ours.release(lease, backOff(LIFE, null));
        Claim.Granted theirClaim = granted(theirs.claim(ANY.as("they")));
        theirs.mark(theirClaim.lease(), REGISTER);

        ours.release(lease, backOff(LIFE, null));

        assertThat(theirClaim.failures()).isEqualTo(1);
        assertThat(theirs.mark(theirClaim.lease(), DELETE)).isTrue();
    }

    @Test
    void release_ranOutAndNobodyClaimed_isRecorded() {
        DcrLease lease = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();
        ours.mark(lease, REGISTER);
        letPass(LONGER);

        ours.release(lease, Outcome.of(Result.FAILED, Effect.ACCOUNTED));

        Claim.Granted next = granted(theirs.claim(ANY.as("they")));
        assertThat(next.failures()).isEqualTo(1);
        assertThat(next.leftover()).isNull();
    }

    @Test
    void release_afterATakeover_doesNothing() {
        DcrLease late = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();
        letPass(LONGER);
        DcrLease lease = granted(theirs.claim(ANY.as("they"))).lease();
        theirs.mark(lease, REGISTER);

        ours.release(late, backOff(LIFE, null));

        assertThat(theirs.mark(lease, REGISTER)).isTrue();
        theirs.release(lease, Outcome.of(Result.FAILED, Effect.UNKNOWN));
        Claim.Granted next = granted(ours.claim(ANY.as("third")));
        assertThat(next.failures()).isEqualTo(1);
        assertThat(next.leftover()).isEqualTo(REGISTER);
    }

    @Test
    void release_neitherSuccessNorFailure_touchesNoCountAndNoBackOff() {
        ours.release(granted(ours.claim(ANY.as("we"))).lease(), backOff(LIFE, null));
        Claim.Granted managing =
                granted(theirs.claim(ANY.purpose(Purpose.MANAGE).as("they")));

        theirs.release(managing.lease(), Outcome.of(Result.NEITHER, Effect.ACCOUNTED));

        assertThat(ours.claim(ANY.as("we"))).isInstanceOf(Claim.BackOff.class);
        assertThat(granted(ours.claim(ANY.purpose(Purpose.MANAGE).as("we"))).failures())
                .isEqualTo(1);
    }
}
