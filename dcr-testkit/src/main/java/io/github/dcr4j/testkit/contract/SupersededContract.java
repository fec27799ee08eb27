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
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about clients which are not used any more. */
abstract class SupersededContract extends BackOffContract {
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
        DcrManagement last = management("a", "rotated-again-2");
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
