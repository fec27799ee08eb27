package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the near cache serves while the shared store is away, and what happens when it is back. */
class NearCacheOutageTest extends NearCacheFixture {
    @Test
    void find_unknownKeyWhileAway_fails() {
        shared.faults().failUntilRepaired();

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(KEY));
    }

    @Test
    void find_away_servesTheLastKnownGoodForAsLongAsItTakes() {
        DcrCredentials a = known("a");
        shared.faults().failUntilRepaired();

        for (Duration passed = Duration.ZERO; passed.compareTo(Duration.ofHours(30)) < 0; passed = passed.plus(HARD)) {
            clock.advance(HARD);
            assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        }
    }

    @Test
    void find_away_isToldOncePerKeyAndOutage() {
        DcrCredentials a = known("a");
        shared.faults().failUntilRepaired();
        hitForAMinute();
        assertThat(servedWithoutStore()).containsExactly(new DcrEvent.ServedWithoutStore(KEY, a.generation()));

        shared.faults().repair();
        hitForAMinute();
        shared.faults().failUntilRepaired();
        hitForAMinute();

        assertThat(servedWithoutStore()).hasSize(2);
    }

    private void hitForAMinute() {
        for (int tenth = 0; tenth < 600; tenth++) {
            clock.advance(Duration.ofMillis(100));
            checkingAtOnce.find(KEY);
        }
    }

    @Test
    void find_away_asksNoMoreThanOnceASecondForAllKeys() {
        for (int i = 0; i < 20; i++) {
            checkingAtOnce.save(credentials(key("scope-" + i), "a").build(), null, null);
        }
        shared.faults().failUntilRepaired();
        clock.advance(HARD);
        int before = reads();

        for (int tenth = 0; tenth < 100; tenth++) {
            for (int i = 0; i < 20; i++) {
                assertThat(checkingAtOnce.find(key("scope-" + i))).isNotNull();
            }
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(reads() - before).isBetween(8, 13);
        assertThat(servedWithoutStore()).hasSize(20);
    }

    @Test
    void find_away_nobodyWaitsAfterThreeFailures() {
        DcrKey idle = key("idle");
        known("a");
        cache.save(credentials(idle, "i").build(), null, null);
        shared.faults().failUntilRepaired(StoreOperation.FIND);
        clock.advance(SOFT);
        for (int i = 0; i < 3; i++) {
            cache.find(KEY);
            runBackground();
            clock.advance(RETRY);
        }
        clock.advance(HARD);

        assertThat(cache.find(idle)).isNotNull();

        assertThat(background).as("a probe, for which nobody waits").hasSize(1);
    }

    @Test
    void find_backAgain_isCheckedWithinASecond() {
        DcrCredentials a = known("a");
        shared.faults().failUntilRepaired();
        clock.advance(HARD);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        shared.faults().repair();
        DcrCredentials b = saveElsewhere("b", a);
        clock.advance(RETRY);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
    }

    @Test
    void find_backAfterALongOutage_everyKeyIsCheckedBeforeUse() {
        DcrKey other = key("other");
        DcrCredentials a = known("a");
        checkingAtOnce.save(credentials(other, "o").build(), null, null);
        shared.faults().failUntilRepaired();
        clock.advance(HARD);
        for (int i = 0; i < 5; i++) {
            checkingAtOnce.find(KEY);
            clock.advance(RETRY);
        }
        shared.faults().repair();
        shared.remove(other);

        checkingAtOnce.find(KEY);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);
        assertThat(checkingAtOnce.find(other)).isNull();
    }

    @Test
    void find_backWithoutTheKey_isHealed() {
        DcrCredentials a = known("a");
        shared.faults().failUntilRepaired();
        clock.advance(HARD);
        checkingAtOnce.find(KEY);
        shared.faults().repair();
        shared.lose(KEY);
        clock.advance(RETRY);

        assertThat(checkingAtOnce.find(KEY)).isEqualTo(a);

        assertThat(shared.find(KEY)).isEqualTo(a);
    }

    @Test
    void findGeneration_away_isAnsweredFromMemory() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "b").build(), a.generation(), null);
        shared.faults().failUntilRepaired();
        clock.advance(HARD);

        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(KEY, "unknown"));
        assertThat(servedWithoutStore()).containsExactly(new DcrEvent.ServedWithoutStore(KEY, a.generation()));
    }

    @Test
    void findGeneration_awayAndReplacedByACheckBefore_isAnsweredFromMemory() {
        DcrCredentials a = known("a");
        DcrCredentials b = saveElsewhere("b", a);
        clock.advance(HARD);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(b);
        shared.faults().failUntilRepaired();

        assertThat(checkingAtOnce.find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void findGeneration_awayForLong_doesNotAskAnyMore() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "b").build(), a.generation(), null);
        shared.faults().failUntilRepaired();
        clock.advance(HARD);

        for (int i = 0; i < 10; i++) {
            assertThat(cache.find(KEY, a.generation())).isEqualTo(a);
        }

        assertThat(calls(StoreOperation.FIND_GENERATION)).isEqualTo(3);
    }

    @Test
    void find_awayByTheTimeACheckHasItsTurn_isNotAsked() {
        known("a");
        clock.advance(SOFT);
        cache.find(KEY);
        shared.faults().failUntilRepaired();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(key("unknown")));
        }
        int before = reads();

        runBackground();

        assertThat(reads()).isEqualTo(before);
        assertThat(servedWithoutStore()).hasSize(1);
    }

    @Test
    void findGeneration_awayAndItsTimeIsOver_fails() {
        DcrCredentials a = known("a");
        cache.save(credentials(KEY, "b").build(), a.generation(), null);
        shared.faults().failUntilRepaired();

        clock.advance(Duration.ofHours(24));

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(KEY, a.generation()));
    }

    @Test
    void findGeneration_awayAndItsSecretIsLongExpired_fails() {
        DcrCredentials a = saveElsewhere(
                credentials(KEY, "a")
                        .clientSecretExpiresAt(clock.now().plusSeconds(60))
                        .build(),
                null);
        cache.find(KEY);
        cache.save(credentials(KEY, "b").build(), a.generation(), null);
        shared.faults().failUntilRepaired();
        clock.advance(Duration.ofMinutes(15));
        assertThat(cache.find(KEY, a.generation())).isEqualTo(a);

        clock.advance(Duration.ofMinutes(1));

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> cache.find(KEY, a.generation()));
    }

    @Test
    void find_listenerThrows_isServedAllTheSame() {
        NearCache told = NearCache.builder(shared)
                .clock(clock)
                .executor(Runnable::run)
                .listener(event -> {
                    throw new IllegalStateException("a listener's own failure");
                })
                .build();
        DcrCredentials a = saveElsewhere("a", null);
        told.find(KEY);
        shared.faults().failUntilRepaired();
        clock.advance(HARD);

        assertThat(told.find(KEY)).isEqualTo(a);
    }
}
