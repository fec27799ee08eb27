package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.management;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the near cache learns from the writes and claims that go through it. */
class NearCacheWriteTest extends NearCacheFixture {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void save_saved_isRememberedWithoutARead() {
        SaveResult result = cache.save(credentials(KEY, "a").build(), null, null);

        assertThat(cache.find(KEY)).isEqualTo(((SaveResult.Saved) result).stored());
        assertThat(reads()).isZero();
    }

    @Test
    void save_lost_remembersTheWinner() {
        DcrCredentials a = saveElsewhere("a", null);

        assertThat(cache.save(credentials(KEY, "b").build(), null, null)).isEqualTo(new SaveResult.Lost(a));

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(reads()).isZero();
    }

    @Test
    void save_superseded_remembersTheWinner() {
        DcrCredentials next = credentials(KEY, "a").build();
        DcrCredentials b = saveElsewhere("b", saveElsewhere(next, null));

        assertThat(cache.save(next, null, null)).isEqualTo(new SaveResult.Superseded(b));

        assertThat(cache.find(KEY)).isEqualTo(b);
        assertThat(reads()).isZero();
    }

    @Test
    void save_replyLost_isCheckedBeforeTheNextUse() {
        DcrCredentials a = known("a");
        DcrCredentials b = credentials(KEY, "b").build();
        shared.faults().loseReply(StoreOperation.SAVE, 1);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> checkingAtOnce.save(b, a.generation(), null));

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b.toBuilder().version(2).build());
    }

    @Test
    void save_whileACheckIsUnderWay_isNotUndoneByIt() {
        DcrCredentials a = known("a");
        clock.advance(SOFT);
        cache.find(KEY);

        SaveResult saved = cache.save(credentials(KEY, "b").build(), a.generation(), null);
        runBackground();

        assertThat(cache.find(KEY)).isEqualTo(((SaveResult.Saved) saved).stored());
    }

    @Test
    void invalidate_done_dropsItAtOnce() {
        DcrCredentials a = known("a");

        cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        assertThat(cache.find(KEY)).isNull();
        assertThat(cache.find(KEY, a.generation())).isNull();
    }

    @Test
    void invalidate_replacedElsewhere_dropsItAtOnceAndFindsTheOther() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);

        assertThat(cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO))
                .isEqualTo(new Invalidation.NotCurrent());

        assertThat(cache.find(KEY)).isEqualTo(b);
    }

    @Test
    void invalidate_tooSoon_keepsIt() {
        DcrCredentials first = saveElsewhere("first", null);
        shared.invalidate(KEY, first.generation(), "rejected", MINUTE);
        DcrCredentials a = known("a");

        assertThat(cache.invalidate(KEY, a.generation(), "rejected", MINUTE)).isInstanceOf(Invalidation.TooSoon.class);

        assertThat(cache.find(KEY)).isEqualTo(a);
    }

    @Test
    void invalidate_away_isNotServedHereAndDoneWhenTheStoreIsBack() {
        DcrCredentials a = known("a");
        shared.faults().failUntilRepaired();

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO));

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(KEY));
        assertThat(cache.find(KEY, a.generation())).isNull();
        shared.faults().repair();
        assertThat(cache.find(KEY)).isNull();
        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void invalidate_awayAndHealedByAnotherReplicaMeanwhile_isNeverServedHere() {
        DcrCredentials a = known("a");
        shared.faults().fail(StoreOperation.INVALIDATE, 1);
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO));
        shared.lose(KEY);
        shared.heal(a);

        assertThat(cache.coordination(clock).claim(claim("we", null))).isInstanceOf(Claim.Granted.class);

        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void invalidate_awayAndThenTooSoon_isServedAsEverywhere() {
        DcrCredentials first = saveElsewhere("first", null);
        shared.invalidate(KEY, first.generation(), "rejected", MINUTE);
        DcrCredentials a = known("a");
        shared.faults().fail(StoreOperation.INVALIDATE, 1);
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> cache.invalidate(KEY, a.generation(), "rejected", MINUTE));

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void invalidate_formerWhileAway_touchesNeitherItNorTheCurrent() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "b").build(), a.generation(), null);
        shared.faults().failUntilRepaired();

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO));

        assertThat(cache.find(KEY)).isNotNull();
        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void remove_currentAndFormer_dropsBothAtOnce() {
        DcrCredentials a = known("a");
        SaveResult saved = cache.save(credentials(KEY, "b").build(), a.generation(), null);

        cache.remove(KEY);

        assertThat(cache.find(KEY)).isNull();
        assertThat(cache.find(KEY, a.generation())).isNull();
        assertThat(cache.find(KEY, ((SaveResult.Saved) saved).stored().generation()))
                .isNull();
    }

    @Test
    void remove_replyLost_isCheckedBeforeTheNextUse() {
        known("a");
        shared.faults().loseReply(StoreOperation.REMOVE, 1);

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> checkingAtOnce.remove(KEY));

        assertThat(checkingAtOnce.find(KEY)).isNull();
    }

    @Test
    void amend_currentAndFormer_areAmendedWithoutARead() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "a").build(), a.generation(), null);
        int before = reads();
        DcrManagement rotated = management("a", "rotated");

        cache.amend(KEY, a.management().orElseThrow(), rotated);

        assertThat(cache.find(KEY))
                .extracting(known -> known.management().orElseThrow())
                .isEqualTo(rotated);
        assertThat(cache.find(KEY, a.generation()))
                .isEqualTo(a.toBuilder().management(rotated).build());
        assertThat(reads()).isEqualTo(before);
    }

    @Test
    void heal_current_isRemembered() {
        DcrCredentials a = credentials(KEY, "a").version(3).build();

        cache.heal(a);

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(reads()).isZero();
    }

    @Test
    void claim_current_isRemembered() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);
        DcrCoordination coordination = cache.coordination(clock);
        int before = reads();

        assertThat(coordination.claim(claim("we", a))).isEqualTo(new Claim.Current(b));

        assertThat(cache.find(KEY)).isEqualTo(b);
        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
        assertThat(reads()).isEqualTo(before);
    }

    private static ClaimRequest claim(String owner, @Nullable DcrCredentials dead) {
        String generation = dead == null ? null : dead.generation();
        return new ClaimRequest(KEY, owner, MINUTE, generation, "digest", Ceiling.NONE, Purpose.REGISTER);
    }
}
