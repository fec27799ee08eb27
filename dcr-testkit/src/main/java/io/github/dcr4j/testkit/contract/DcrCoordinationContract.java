package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
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
 *
 * <pre>{@code
 * class OurStoreTest extends DcrCoordinationContract {
 *     @Override
 *     protected DcrCredentialStore store() {
 *         return store;
 *     }
 *     // peer(), clock(), letPass(time)
 * }
 * }</pre>
 */
public abstract class DcrCoordinationContract extends SupersededContract {
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
}
