package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the near cache puts back that the shared store lost, and what it must not. */
class NearCacheHealTest extends NearCacheFixture {
    @Test
    void find_storeLostTheKey_isHealedInTheBackground() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        clock.advance(SOFT);

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(calls(StoreOperation.HEAL)).isZero();
        runBackground();

        assertThat(shared.find(KEY)).isEqualTo(a);
        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(background).isEmpty();
    }

    @Test
    void find_storeLostTheKeyAndPastTheHardAge_isHealedBeforeUse() {
        DcrCredentials a = known("a");
        shared.lose(KEY);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(shared.find(KEY)).isEqualTo(a);
    }

    @Test
    void find_storeFellBackToAnOlderGeneration_isHealedOverIt() {
        DcrCredentials a = saveElsewhere("a", null);
        DcrCredentials b = saveElsewhere("b", a);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
        shared.lose(KEY);
        shared.heal(a);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
        assertThat(shared.find(KEY)).isEqualTo(b);
        assertThat(shared.find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void find_lostAndRegisteredAnewElsewhere_isKeptAsFormerAndTheOtherAdopted() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        DcrCredentials b = saveElsewhere("b", null);
        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);

        assertThat(shared.find(KEY)).isEqualTo(b);
        assertThat(shared.find(KEY, a.generation())).isEqualTo(a);
        assertThat(events.all()).containsExactly(new DcrEvent.Adopted(KEY, b.generation()));
    }

    @Test
    void find_lostAndItsSuccessorInvalidated_isDroppedAndFindableByName() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        DcrCredentials b = saveElsewhere("b", null);
        shared.invalidate(KEY, b.generation(), "rejected", Duration.ZERO);
        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isNull();

        assertThat(checkingAtOnce.find(KEY, a.generation())).isEqualTo(a);
        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void find_lostAndItsSecretExpired_isDropped() {
        DcrCredentials a = saveElsewhere(
                credentials(KEY, "a")
                        .clientSecretExpiresAt(clock.now().plus(HARD))
                        .build(),
                null);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        shared.lose(KEY);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isNull();
        assertThat(calls(StoreOperation.HEAL)).isZero();
    }

    @Test
    void find_lostAndItsSecretExpiresInAMoment_isHealed() {
        DcrCredentials a = saveElsewhere(
                credentials(KEY, "a")
                        .clientSecretExpiresAt(clock.now().plus(HARD).plusMillis(1))
                        .build(),
                null);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        shared.lose(KEY);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
    }

    @Test
    void find_lostAndNotConfirmedForADay_isDropped() {
        known("a");
        shared.lose(KEY);

        clock.advance(Duration.ofHours(24));

        assertThat(checkingAtOnce.find(KEY)).isNull();
        assertThat(calls(StoreOperation.HEAL)).isZero();
    }

    @Test
    void find_lostAndConfirmedAMomentLessThanADayAgo_isHealed() {
        DcrCredentials a = known("a");
        shared.lose(KEY);

        clock.advance(Duration.ofHours(24).minusNanos(1));

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(shared.find(KEY)).isEqualTo(a);
    }

    @Test
    void find_healFails_isServedAndHealedLater() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        shared.faults().fail(StoreOperation.HEAL, 1);
        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(shared.find(KEY)).isNull();
        assertThat(servedWithoutStore()).hasSize(1);
        clock.advance(RETRY);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(shared.find(KEY)).isEqualTo(a);
    }

    @Test
    void find_endLostAndHealedByAReplicaThatDidNotKnow_isEndedAnewAndAdoptedWithinASecond() {
        DcrCredentials a = known("a");
        cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        shared.lose(KEY);
        clock.advance(SOFT);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a); // it has not looked since
        assertThat(shared.find(KEY)).isEqualTo(a);

        assertThat(cache.find(KEY)).isNull();
        clock.advance(RETRY);
        checkingAtOnce.find(KEY);

        assertThat(checkingAtOnce.find(KEY)).isNull();
        assertThat(shared.find(KEY)).isNull();
        assertThat(checkingAtOnce.heal(a)).isEqualTo(Healed.ENDED);
    }

    @Test
    void claim_endLostAndHealedByAReplicaThatDidNotKnow_isEndedAnewAndGranted() {
        DcrCredentials a = known("a");
        cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        shared.lose(KEY);
        shared.heal(a);

        Claim claim = cache.coordination(clock)
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofMinutes(1), null, "digest", Ceiling.NONE, Purpose.REGISTER));

        assertThat(claim).isInstanceOf(Claim.Granted.class);
        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void heal_endLostByTheStoreAndKnownHere_isNotPutBack() {
        DcrCredentials a = known("a");
        cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        DcrCredentials b = saveElsewhere("b", null);
        cache.find(KEY);
        cache.remove(KEY);
        shared.lose(KEY);

        assertThat(cache.heal(b)).isEqualTo(Healed.ENDED);

        assertThat(shared.find(KEY)).isNull();
        assertThat(shared.find(KEY, b.generation())).isNull();
    }

    @Test
    void find_healed_isCheckedEverySecondForASoftAgeAndThenAsEver() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        clock.advance(SOFT);
        checkingAtOnce.find(KEY);
        int before = reads();

        for (int i = 0; i < 60; i++) {
            clock.advance(RETRY);
            assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        }

        assertThat(reads() - before).isBetween(29, 31);
    }

    @Test
    void find_invalidatedElsewhereAfterALoss_isNotHealed() {
        DcrCredentials a = known("a");
        shared.lose(KEY);
        shared.heal(a);
        shared.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isNull();
        assertThat(shared.find(KEY)).isNull();
    }
}
