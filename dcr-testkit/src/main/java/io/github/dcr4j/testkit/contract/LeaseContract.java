package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about claims, marks and releases. */
abstract class LeaseContract extends DcrCredentialStoreContract {
    static final Duration LIFE = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONGER = Duration.ofMillis(450);
    static final Instant STARTED = Instant.parse("2026-01-01T00:00:00.123Z");
    static final Intent REGISTER = new Intent(Intent.Call.REGISTER, STARTED, null);
    static final Intent DELETE = new Intent(Intent.Call.DELETE, STARTED, "a");
    static final Asking ANY = new Asking(KEY, LIFE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    static final Reason REFUSED = new Reason("the server said no", true, 400, "invalid_client_metadata");
    static final Outcome FAILED = Outcome.of(Result.FAILED, Effect.NONE);
    static final Outcome SUCCEEDED = Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED);

    DcrCoordination ours;
    DcrCoordination theirs;

    @BeforeEach
    void coordinate() {
        ours = store().coordination(clock());
        theirs = peer().coordination(clock());
    }

    static Claim.Granted granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) claim;
    }

    static Outcome backOff(Duration backOff, @Nullable String boundTo) {
        return new Outcome(Result.FAILED, Effect.NONE, backOff, REFUSED, boundTo);
    }

    @Test
    void claim_nothingSaved_isGranted() {
        Claim.Granted claim = granted(ours.claim(ANY.as("we")));

        assertThat(claim).isEqualTo(new Claim.Granted(claim.lease(), null, 0, null, null, List.of()));
        assertThat(claim.lease()).extracting(DcrLease::key, DcrLease::owner).containsExactly(KEY, "we");
        assertThat(Duration.ofNanos(claim.lease().deadlineNanos() - clock().nanos()))
                .isBetween(LIFE.minusSeconds(10), LIFE);
    }

    @Test
    void claim_savedMeanwhile_isCurrent() {
        DcrCredentials a = save("a", null);

        assertThat(theirs.claim(ANY.as("they"))).isEqualTo(new Claim.Current(a));
    }

    @Test
    void claim_currentIsTheDeadOne_isGrantedOnIt() {
        DcrCredentials a = save("a", null);

        Claim.Granted claim = granted(theirs.claim(ANY.dead(a).as("they")));

        assertThat(claim.base()).isEqualTo(a.generation());
        assertThat(claim.baseManagement()).isEqualTo(a.management().orElseThrow());
        assertThat(claim.superseded()).isEmpty();
    }

    @Test
    void claim_deadOneWasReplaced_isCurrent() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        assertThat(theirs.claim(ANY.dead(a).as("they"))).isEqualTo(new Claim.Current(b));
    }

    @Test
    void claim_heldByAnother_isBusyNoLongerThanTheLease() {
        ours.claim(ANY.life(Duration.ofSeconds(2)).as("we"));

        Claim claim = theirs.claim(ANY.as("they"));

        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Busy.class,
                        busy -> assertThat(busy.pause()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(2)));
    }

    @Test
    void claim_heldByAnotherAndSavedMeanwhile_isCurrent() {
        DcrCredentials a = save("a", null);
        ours.claim(ANY.dead(a).as("we"));

        assertThat(theirs.claim(ANY.as("they"))).isEqualTo(new Claim.Current(a));
        assertThat(theirs.claim(ANY.dead(a).as("they"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_currentAnswered_leavesNoLease() {
        DcrCredentials a = save("a", null);
        ours.claim(ANY.as("we"));

        granted(theirs.claim(ANY.dead(a).as("they")));
    }

    @Test
    void claim_againByTheHolder_isGrantedTheSameLease() {
        Claim.Granted first = granted(ours.claim(ANY.as("we")));
        ours.mark(first.lease(), REGISTER);

        assertThat(ours.claim(ANY.as("we"))).isEqualTo(first);
    }

    @Test
    void claim_toManage_passesCurrentAndBackOffAndCeiling() {
        Asking limited = ANY.ceiling(1, LIFE);
        register(limited, "1");
        ours.release(granted(ours.claim(ANY.as("2"))).lease(), backOff(LIFE, null));
        DcrCredentials a = credentials(KEY, "a").version(1).build();
        store().heal(a);

        Claim.Granted claim =
                granted(theirs.claim(limited.purpose(Purpose.MANAGE).as("they")));

        assertThat(claim.base()).isEqualTo(a.generation());
        assertThat(claim.baseManagement()).isEqualTo(managementOf(a));
        assertThat(ours.claim(limited.purpose(Purpose.MANAGE).as("we"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_leaseRanOut_isGrantedToAnother() {
        DcrLease late = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();

        letPass(LONGER);

        DcrLease next = granted(theirs.claim(ANY.as("they"))).lease();
        assertThat(ours.mark(late, REGISTER)).isFalse();
        assertThat(theirs.mark(next, REGISTER)).isTrue();
    }

    @Test
    void claim_againAfterTheOwnLeaseRanOut_isANewLease() {
        ours.claim(ANY.life(SHORT).as("we"));
        letPass(LONGER);

        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();

        assertThat(ours.mark(lease, REGISTER)).isTrue();
        assertThat(theirs.claim(ANY.as("they"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_anotherKeyIsHeld_isGranted() {
        ours.claim(ANY.as("we"));

        granted(theirs.claim(ANY.key(key("other")).as("they")));
    }

    @Test
    void claim_manyAtOnce_oneIsGranted() {
        List<Claim> claims = atOnce(i -> () -> (i % 2 == 0 ? ours : theirs).claim(ANY.as("owner " + i)));

        assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Claim.Busy.class::isInstance).hasSize(THREADS - 1);
    }

    @Test
    void claim_manyRegisterWhatTheyAreGranted_oneRegisters() {
        List<Boolean> registered = atOnce(i -> () -> {
            DcrCoordination coordination = i % 2 == 0 ? ours : theirs;
            Claim claim = coordination.claim(ANY.as("owner " + i));
            while (claim instanceof Claim.Busy) {
                Thread.onSpinWait();
                claim = coordination.claim(ANY.as("owner " + i));
            }
            if (claim instanceof Claim.Granted granted && coordination.mark(granted.lease(), REGISTER)) {
                either(i).save(credentials(KEY, "client " + i).build(), granted.base(), granted.lease());
                return true;
            }
            return false;
        });

        assertThat(registered).containsOnlyOnce(true);
        assertThat(store().find(KEY))
                .extracting(DcrCredentials::clientId)
                .isEqualTo("client " + registered.indexOf(true));
    }

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
        assertThat(ours.mark(new DcrLease(KEY, "nobody", lease.deadlineNanos()), REGISTER))
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

    private void register(Asking asking, String owner) {
        DcrLease lease = granted(ours.claim(asking.as(owner))).lease();
        assertThat(ours.mark(lease, REGISTER)).isTrue();
        ours.release(lease, Outcome.of(Result.FAILED, Effect.ACCOUNTED));
    }
}
