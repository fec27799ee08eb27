package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Retired;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a store promises that brings its own {@link io.github.dcr4j.store.DcrCoordination}, as tests; those of {@link
 * DcrCredentialStoreContract} are among them. Two resolvers coordinate here: ours on the store, theirs on the peer.
 */
public abstract class DcrCoordinationContract extends LeaseContract {
    /** More generations of one key than any store is expected to remember. */
    private static final int MANY = 260;

    /** For subclasses. */
    protected DcrCoordinationContract() {}

    @Test
    void save_byAnybody_endsLeaseAndBackOffAndFailures() {
        ours.release(granted(ours.claim(ANY.as("1"))).lease(), FAILED);
        DcrLease lease = granted(ours.claim(ANY.as("2"))).lease();

        DcrCredentials a = save("a", null);

        assertThat(ours.mark(lease, REGISTER)).isFalse();
        Claim.Granted third = granted(theirs.claim(ANY.dead(a).as("3")));
        assertThat(third.failures()).isZero();
        theirs.release(third.lease(), backOff(LIFE, null));
        DcrCredentials b = save("b", a);
        granted(ours.claim(ANY.dead(b).as("4")));
    }

    @Test
    void save_underTheLease_forgetsItsIntentAndReleaseDoesNothing() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.mark(lease, REGISTER);
        DcrCredentials a = credentials(KEY, "a").build();
        store().save(a, null, lease);

        ours.release(lease, backOff(LIFE, null));

        Claim.Granted next = granted(theirs.claim(ANY.dead(a).as("they")));
        assertThat(next.leftover()).isNull();
        assertThat(next.failures()).isZero();
    }

    @Test
    void save_withoutTheLease_leavesTheIntentOfAnother() {
        ours.mark(granted(ours.claim(ANY.as("we"))).lease(), REGISTER);

        DcrCredentials a = save("a", null);

        assertThat(granted(theirs.claim(ANY.dead(a).as("they"))).leftover()).isEqualTo(REGISTER);
    }

    @Test
    void save_moreGenerationsThanAreRemembered_everyClientIsListedOrHandedOver() {
        DcrCredentials last = saveMany(i -> "client-" + i);

        Set<String> known = new HashSet<>();
        store().takeEvicted().forEach(evicted -> {
            assertThat(evicted.management())
                    .isEqualTo(management(evicted.clientId(), "sample-token-of-" + evicted.clientId()));
            known.add(evicted.clientId());
        });
        Claim.Granted claim = granted(theirs.claim(ANY.dead(last).as("they")));
        claim.superseded().forEach(retired -> known.add(retired.management().clientId()));

        known.add(last.clientId());
        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MANY).mapToObj(i -> "client-" + i).toList());
        assertThat(store().takeEvicted()).isEmpty();
    }

    private DcrCredentials saveMany(IntFunction<String> clientId) {
        DcrCredentials last =
                save(expiringIn(Duration.ofDays(-3), clientId.apply(0)).build(), null);
        for (int i = 1; i < MANY; i++) {
            last = save(expiringIn(Duration.ofDays(-3), clientId.apply(i)).build(), last);
        }
        return last;
    }

    @Test
    void save_oneClientInMoreGenerationsThanAreRemembered_isNotHandedOver() {
        DcrCredentials last = saveMany(i -> "renewed");

        assertThat(store().takeEvicted()).isEmpty();
        assertThat(granted(theirs.claim(ANY.dead(last).as("they"))).baseManagement())
                .isEqualTo(managementOf(last));
    }

    @Test
    void save_again_endsNobodysLease() {
        DcrCredentials a = credentials(KEY, "a").build();
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        store().save(a, null, lease);
        DcrLease next = granted(theirs.claim(ANY.dead(a).as("they"))).lease();

        store().save(a, null, lease);

        assertThat(theirs.mark(next, REGISTER)).isTrue();
    }

    @Test
    void save_lost_endsNothingButItsOwnLease() {
        DcrCredentials a = save("a", null);
        DcrLease late = granted(ours.claim(ANY.dead(a).life(SHORT).as("we"))).lease();
        letPass(LONGER);
        DcrLease lease = granted(theirs.claim(ANY.dead(a).as("they"))).lease();
        theirs.mark(lease, REGISTER);

        assertThat(store().save(credentials(KEY, "b").build(), null, late)).isInstanceOf(SaveResult.Lost.class);

        assertThat(theirs.mark(lease, REGISTER)).isTrue();
    }

    @Test
    void save_lostUnderALiveLease_endsItAndItsHolderCanStillAccount() {
        DcrCredentials a = save("a", null);
        DcrLease lease = granted(ours.claim(ANY.dead(a).as("we"))).lease();
        ours.mark(lease, REGISTER);

        store().save(credentials(KEY, "b").build(), null, lease);

        assertThat(ours.mark(lease, REGISTER)).isFalse();
        ours.release(lease, Outcome.of(Result.NEITHER, Effect.ACCOUNTED));
        assertThat(granted(theirs.claim(ANY.dead(a).as("they"))).leftover()).isNull();
    }

    @Test
    void invalidateAndRemove_leaseHeld_leaveIt() {
        DcrCredentials a = save("a", null);
        DcrLease lease = granted(ours.claim(ANY.dead(a).as("we"))).lease();

        peer().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        peer().remove(KEY);

        assertThat(ours.mark(lease, REGISTER)).isTrue();
    }

    @Test
    void save_lateAfterATakeover_isLostAndEndsNothing() {
        DcrLease late = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();
        ours.mark(late, REGISTER);
        letPass(LONGER);
        DcrLease lease = granted(theirs.claim(ANY.as("they"))).lease();
        DcrCredentials winner = credentials(KEY, "b").version(1).build();
        peer().save(winner, null, lease);

        SaveResult result = store().save(credentials(KEY, "a").build(), null, late);

        assertThat(result).isEqualTo(new SaveResult.Lost(winner));
        assertThat(peer().find(KEY)).isEqualTo(winner);
    }

    @Test
    void save_lateButBeforeWhoTookOver_isSavedAndEndsTheOthersLease() {
        DcrLease late = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();
        ours.mark(late, REGISTER);
        letPass(LONGER);
        DcrLease lease = granted(theirs.claim(ANY.as("they"))).lease();

        DcrCredentials a = credentials(KEY, "a").build();
        assertThat(store().save(a, null, late)).isInstanceOf(SaveResult.Saved.class);

        assertThat(theirs.mark(lease, REGISTER)).isFalse();
        assertThat(granted(theirs.claim(ANY.dead(a).as("they"))).leftover()).isNull();
    }

    @Test
    void claim_formerStillFindable_isNotSuperseded() {
        DcrCredentials b = save("b", save("a", null));

        Claim.Granted claim = granted(theirs.claim(ANY.dead(b).as("they")));

        assertThat(claim.baseManagement()).isEqualTo(managementOf(b));
        assertThat(claim.superseded()).isEmpty();
    }

    @Test
    void claim_formerRanOut_isSuperseded() {
        DcrCredentials a = save(expiringIn(Duration.ofHours(-1), "a").build(), null);
        DcrCredentials b = save("b", a);

        Claim.Granted claim = granted(theirs.claim(ANY.dead(b).as("they")));

        assertThat(claim.baseManagement()).isEqualTo(managementOf(b));
        assertThat(claim.superseded()).containsExactly(new Retired(managementOf(a), Cause.REPLACED));
    }

    /** What was healed as a former generation is deleted when its time is over, like any other. */
    @Test
    void claim_neverSavedOneThatWasHealedRanOut_isSuperseded() {
        DcrCredentials current = save("a", null);
        DcrCredentials unsaved = expiringIn(Duration.ofMinutes(-15).plusMillis(1_500), "unsaved")
                .version(0)
                .build();
        assertThat(store().heal(unsaved)).isEqualTo(Healed.FORMER);
        assertThat(granted(theirs.claim(ANY.dead(current).as("they"))).superseded())
                .isEmpty();

        letPass(Duration.ofMillis(1_600));

        assertThat(granted(theirs.claim(ANY.dead(current).as("they"))).superseded())
                .containsExactly(new Retired(managementOf(unsaved), Cause.REPLACED));
    }

    @Test
    void claim_afterAnInvalidation_isGivenWhatEndedAsItsBase() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        Claim.Granted claim = granted(theirs.claim(ANY.as("they")));

        assertThat(claim.base()).isNull();
        assertThat(claim.baseManagement()).isEqualTo(managementOf(a));
        assertThat(claim.superseded()).isEmpty();
    }

    @Test
    void claim_invalidatedWasReplaced_isSuperseded() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        DcrCredentials b = save("b", a);

        Claim.Granted claim = granted(theirs.claim(ANY.dead(b).as("they")));

        assertThat(claim.baseManagement()).isEqualTo(managementOf(b));
        assertThat(claim.superseded()).containsExactly(new Retired(managementOf(a), Cause.INVALIDATED));
    }

    @Test
    void claim_afterARemoval_isGivenAllThatEnded() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        store().invalidate(KEY, b.generation(), "rejected", Duration.ZERO);
        DcrCredentials c = save("c", b);
        store().remove(KEY);

        Claim.Granted claim = granted(theirs.claim(ANY.as("they")));

        assertThat(claim.baseManagement()).isEqualTo(managementOf(c));
        assertThat(claim.superseded())
                .containsExactlyInAnyOrder(
                        new Retired(managementOf(a), Cause.REMOVED), new Retired(managementOf(b), Cause.INVALIDATED));
    }

    @Test
    void claim_supersededClientIsStillUsed_isNotGiven() {
        DcrCredentials expired = save(expiringIn(Duration.ofHours(-1), "a").build(), null);
        DcrCredentials renewed = save("a", expired);

        assertThat(granted(theirs.claim(ANY.dead(renewed).as("they"))).superseded())
                .isEmpty();
    }

    @Test
    void claim_supersededTokenWasAmended_givesTheLatestOnce() {
        DcrCredentials a = save("a", null);
        DcrManagement rotated = management("a", "rotated");
        DcrCredentials renewed = save(credentials(KEY, "a").management(rotated).build(), a);
        DcrManagement last = management("a", "rotated again");
        store().remove(KEY);
        store().amend(KEY, managementOf(renewed), last);
        assertThat(granted(ours.claim(ANY.life(SHORT).as("we"))).baseManagement())
                .isEqualTo(last);
        DcrCredentials b = save("b", null);

        Claim.Granted claim = granted(theirs.claim(ANY.dead(b).as("they")));

        assertThat(claim.superseded()).containsExactly(new Retired(last, Cause.REMOVED));
    }

    @Test
    void claim_clientCannotBeManaged_givesNothing() {
        DcrCredentials a = save(credentials(KEY, "a").management(null).build(), null);
        assertThat(granted(ours.claim(ANY.dead(a).as("we"))).baseManagement()).isNull();
        save("b", a);
        store().remove(KEY);

        Claim.Granted claim = granted(theirs.claim(ANY.as("they")));

        assertThat(claim.superseded()).isEmpty();
    }

    @Test
    void settled_supersededClient_forgetsItsManagementDataAndItsIntent() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        store().remove(KEY);
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.mark(lease, DELETE);

        ours.settled(KEY, "a");
        ours.settled(KEY, "a");
        ours.release(lease, Outcome.of(Result.NEITHER, Effect.UNKNOWN));

        Claim.Granted claim = granted(theirs.claim(ANY.as("they")));
        assertThat(claim.baseManagement()).isEqualTo(managementOf(b));
        assertThat(claim.superseded()).isEmpty();
        assertThat(claim.leftover()).isNull();
        assertThat(store().amend(KEY, managementOf(a), management("a", "rotated")))
                .isFalse();
    }

    @Test
    void settled_latestClient_isNotTheBaseAnyMore() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        ours.settled(KEY, "a");

        assertThat(granted(theirs.claim(ANY.as("they"))).baseManagement()).isNull();
    }

    @Test
    void settled_anotherClient_leavesTheIntent() {
        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        ours.mark(lease, DELETE);

        ours.settled(KEY, "b");
        ours.release(lease, Outcome.of(Result.FAILED, Effect.UNKNOWN));

        assertThat(granted(theirs.claim(ANY.as("they"))).leftover()).isEqualTo(DELETE);
    }
}
