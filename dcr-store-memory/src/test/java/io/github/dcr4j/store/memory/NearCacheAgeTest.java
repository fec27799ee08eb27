package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static io.github.dcr4j.testkit.DcrFixtures.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.memory.near.Ages;
import io.github.dcr4j.store.memory.near.CheckSettings;
import io.github.dcr4j.store.memory.near.NearEntries;
import io.github.dcr4j.store.memory.near.NearEntry;
import io.github.dcr4j.store.memory.near.NearEvents;
import io.github.dcr4j.store.memory.near.Outage;
import io.github.dcr4j.store.memory.near.Rechecks;
import io.github.dcr4j.store.memory.near.Rejections;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When the near cache asks the shared store, and what it makes of the answer. */
class NearCacheAgeTest extends NearCacheFixture {
    @Test
    void find_unknownKey_isReadOnceAndThenRemembered() {
        DcrCredentials a = saveElsewhere("a", null);

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(cache.find(KEY)).isEqualTo(a);

        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void find_absentKey_isAskedEveryTime() {
        assertThat(cache.find(KEY)).isNull();
        DcrCredentials a = saveElsewhere("a", null);

        assertThat(cache.find(KEY)).isEqualTo(a);
    }

    @Test
    void find_withinTheSoftAge_doesNotTouchTheSharedStore() {
        DcrCredentials a = known("a");
        saveElsewhere("b", a);
        int before = reads();

        clock.advance(SOFT.minusNanos(1));

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(background).isEmpty();
        assertThat(reads()).isEqualTo(before);
    }

    @Test
    void find_pastTheSoftAge_isServedAtOnceAndCheckedOnceInTheBackground() {
        DcrCredentials a = known("a");
        int before = reads();
        clock.advance(SOFT);

        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(cache.find(KEY)).isEqualTo(a);

        assertThat(background).hasSize(1);
        assertThat(reads()).isEqualTo(before);
        runBackground();
        assertThat(reads()).isEqualTo(before + 1);
        assertThat(cache.find(KEY)).isEqualTo(a);
        assertThat(background).isEmpty();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void usable_overtakenByACheckThatHasEnded_isNotCheckedAgain() {
        saveElsewhere("a", null);
        NearEntries entries = new NearEntries(10, Ages.of(SOFT, HARD), new Rejections(10, shared), clock);
        CheckSettings settings = new CheckSettings(shared, clock, Duration.ofMillis(500), new NearEvents(events));
        Rechecks rechecks = new Rechecks(settings, entries, new Outage(), Runnable::run);
        entries.read(Objects.requireNonNull(shared.find(KEY)), entries.changes(KEY));
        clock.advance(HARD);
        NearEntry due = Objects.requireNonNull(entries.get(KEY));
        int before = reads();

        rechecks.usable(due);
        rechecks.usable(due);

        assertThat(reads()).isEqualTo(before + 1);
    }

    @Test
    void find_replacedElsewhere_isAdoptedByTheNextCheck() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);
        clock.advance(SOFT);

        assertThat(cache.find(KEY)).isEqualTo(a);
        runBackground();

        assertThat(cache.find(KEY)).isEqualTo(b);
        assertThat(events.all()).containsExactly(new DcrEvent.Adopted(KEY, b.generation()));
        assertThat(calls(StoreOperation.HEAL)).isZero();
    }

    @Test
    void find_pastTheHardAge_isCheckedBeforeUse() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
    }

    @Test
    void find_justBeforeTheHardAge_isServedBeforeTheCheck() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);

        clock.advance(HARD.minusNanos(1));

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
    }

    @Test
    void find_invalidatedElsewhere_isDroppedByTheNextCheckAndNeverHealed() {
        DcrCredentials a = known("a");
        shared.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        clock.advance(SOFT);

        assertThat(cache.find(KEY)).isEqualTo(a);
        runBackground();

        assertThat(cache.find(KEY)).isNull();
        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void find_removedElsewhere_isDroppedByTheNextCheckAndNeverHealed() {
        known("a");
        shared.remove(KEY);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY)).isNull();
        assertThat(shared.find(KEY)).isNull();
    }

    @Test
    void find_amendedElsewhere_isTakenOverQuietly() {
        DcrCredentials a = known("a");
        DcrManagement rotated = management("a", "rotated");
        shared.amend(KEY, a.management().orElseThrow(), rotated);

        clock.advance(HARD);

        assertThat(checkingAtOnce.find(KEY))
                .isEqualTo(a.toBuilder().management(rotated).build());
        assertThat(events.all()).isEmpty();
    }

    @Test
    void findGeneration_current_isAnsweredFromMemory() {
        DcrCredentials a = known("a");

        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);

        assertThat(calls(StoreOperation.FIND_GENERATION)).isZero();
    }

    @Test
    void findGeneration_replacedWhileThisProcessLooked_isAnsweredFromMemoryUpToTheSoftAge() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "b").build(), a.generation(), null);

        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
        assertThat(calls(StoreOperation.FIND_GENERATION)).isZero();
        clock.advance(SOFT);
        shared.remove(KEY);

        assertThat(cache.find(KEY, a.generation())).isNull();
        assertThat(calls(StoreOperation.FIND_GENERATION)).isEqualTo(1);
    }

    @Test
    void findGeneration_formerThatWasNeverSeen_isReadOnce() {
        DcrCredentials a = saveElsewhere("a", null);
        saveElsewhere("b", a);

        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);

        assertThat(calls(StoreOperation.FIND_GENERATION)).isEqualTo(1);
    }

    @Test
    void find_moreKeysThanThereIsRoomFor_areDropped() {
        NearCache small = NearCache.builder(shared).maximumSize(10).build();

        for (int i = 0; i < 100; i++) {
            small.save(credentials(key("scope-" + i), "a").build(), null, null);
        }

        assertThat(small.size()).isBetween(1L, 10L);
        for (int i = 0; i < 100; i++) {
            assertThat(small.find(key("scope-" + i))).isNotNull();
        }
    }
}
