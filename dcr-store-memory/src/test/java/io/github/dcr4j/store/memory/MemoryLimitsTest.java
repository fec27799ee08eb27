package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the memory store does beyond the contract: room, statistics, and how long it keeps what. */
class MemoryLimitsTest {
    private static final DcrKey KEY = key("openid");

    private final ManualClock clock = new ManualClock();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).maximumSize(100).build();

    private DcrCredentialsBuilder expiringIn(Duration life) {
        return credentials(KEY, "a").clientSecretExpiresAt(clock.now().plus(life));
    }

    @Test
    void find_secretExpired_isReturnedForAQuarterOfAnHour() {
        store.save(expiringIn(Duration.ofHours(1)).build(), null, null);

        clock.advance(Duration.ofMinutes(74));
        assertThat(store.find(KEY)).isNotNull();
        clock.advance(Duration.ofMinutes(2));

        assertThat(store.find(KEY)).isNull();
        assertThat(store.statistics()).isEqualTo(new MemoryStoreStatistics(0, 1, 1, 1));
    }

    @Test
    void save_anotherKeyLongAfterASecretsEnd_dropsTheRecord() {
        StoreTime time = new StoreTime(clock);
        MemoryKeys keys = new MemoryKeys(100, time);
        StoreCommands commands = new InMemoryCommands(keys, time).methods();
        commands.save(expiringIn(Duration.ofHours(1)).build(), null, null);
        commands.save(credentials(key("kept"), "k").build(), null, null);

        clock.advance(Duration.ofMinutes(90));
        assertThat(keys.records()).isEqualTo(2);
        commands.save(credentials(key("other"), "b").build(), null, null);

        assertThat(keys.records()).isEqualTo(2);
        assertThat(keys.stream()).extracting(DcrCredentials::clientId).containsExactlyInAnyOrder("k", "b");
    }

    @Test
    void stream_secretExpired_isListedForAQuarterOfAnHour() {
        store.save(expiringIn(Duration.ofHours(1)).build(), null, null);

        clock.advance(Duration.ofMinutes(74));
        assertThat(store.stream()).hasSize(1);
        clock.advance(Duration.ofMinutes(2));

        assertThat(store.stream()).isEmpty();
    }

    @Test
    void find_replacedWhileAnotherExpires_keepsTheReplacement() {
        DcrCredentials a = expiringIn(Duration.ofHours(1)).build();
        store.save(a, null, null);
        DcrCredentials b = credentials(KEY, "b")
                .clientSecretExpiresAt(clock.now().plus(Duration.ofDays(1)))
                .build();
        store.save(b, a.generation(), null);

        clock.advance(Duration.ofMinutes(90));

        assertThat(current(store, KEY)).isEqualTo(b.generation());
    }

    @Test
    void find_secretNeverExpires_isKept() {
        DcrCredentials a = credentials(KEY, "a").build();
        store.save(a, null, null);

        clock.advance(Duration.ofDays(3_650));

        assertThat(store.find(KEY)).isNotNull();
        assertThat(store.save(credentials(KEY, "b").build(), a.generation(), null))
                .isInstanceOfSatisfying(
                        SaveResult.Saved.class,
                        saved -> assertThat(saved.stored().version()).isEqualTo(2));
    }

    @Test
    void findGeneration_neverExpiring_isKeptForADayOnceReplaced() {
        DcrCredentials a = credentials(KEY, "a").build();
        store.save(a, null, null);
        store.save(credentials(KEY, "b").build(), a.generation(), null);

        clock.advance(Duration.ofHours(23));
        assertThat(store.find(KEY, a.generation())).isNotNull();
        clock.advance(Duration.ofHours(2));

        assertThat(store.find(KEY, a.generation())).isNull();
    }

    @Test
    void findGeneration_expiring_isKeptUntilAQuarterOfAnHourAfterItsSecret() {
        DcrCredentials a = expiringIn(Duration.ofDays(2)).build();
        store.save(a, null, null);
        store.save(credentials(KEY, "b").build(), a.generation(), null);

        clock.advance(Duration.ofDays(2).plusMinutes(14));
        assertThat(store.find(KEY, a.generation())).isNotNull();
        clock.advance(Duration.ofMinutes(2));

        assertThat(store.find(KEY, a.generation())).isNull();
    }

    @Test
    void save_afterTheRecordRanOut_versionGoesOnAndTheOldClientIsSuperseded() {
        DcrCredentials a = expiringIn(Duration.ofMinutes(1)).build();
        store.save(a, null, null);
        clock.advance(Duration.ofHours(1));

        DcrCredentials b = credentials(KEY, "b").build();
        store.save(b, a.generation(), null);

        assertThat(Objects.requireNonNull(store.find(KEY)).version()).isEqualTo(2);
        Claim claim = store.coordination(clock)
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofSeconds(20), b.generation(), "", Ceiling.NONE, Purpose.REGISTER));
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.superseded())
                                .extracting(retired -> retired.management().clientId())
                                .containsExactly("a"));
    }

    @Test
    void heal_removedSixDaysAgo_isRefusedStill() {
        DcrCredentials a = credentials(KEY, "a").build();
        store.save(a, null, null);
        store.remove(KEY);

        clock.advance(Duration.ofDays(6));

        assertThat(store.heal(a)).isEqualTo(Healed.ENDED);
    }

    @Test
    void save_moreKeysThanThereIsRoomFor_dropsSome() {
        for (int i = 0; i < 500; i++) {
            store.save(credentials(key("scope-" + i), "client").build(), null, null);
        }

        assertThat(store.statistics().count()).isEqualTo(100);
        assertThat(store.statistics().evictions()).isEqualTo(400);
        assertThat(store.stream()).hasSize(100);
    }

    @Test
    void save_againAfterItsRecordWasDropped_isCurrentAgain() {
        MemoryDcrCredentialStore small =
                MemoryDcrCredentialStore.builder().clock(clock).maximumSize(1).build();
        DcrCredentials a = credentials(KEY, "a").build();
        small.save(a, null, null);
        DcrCredentials other = credentials(key("other"), "b").build();
        for (int i = 0; i < 50 && small.find(KEY) != null; i++) {
            small.find(other.key());
            small.save(other.toBuilder().newGeneration().build(), current(small, other.key()), null);
        }
        assertThat(small.find(KEY)).isNull();

        assertThat(small.save(a, null, null))
                .isEqualTo(new SaveResult.Saved(a.toBuilder().version(1).build()));
    }

    private static String current(MemoryDcrCredentialStore store, DcrKey key) {
        DcrCredentials current = store.find(key);
        return current == null ? "" : current.generation();
    }

    @Test
    void statistics_lookUpsByKey_areCountedExactlyAndNothingElseIs() {
        DcrCredentials a = credentials(KEY, "a").build();
        store.find(KEY);
        store.save(a, null, null);
        store.find(KEY);
        store.find(KEY);

        store.find(KEY, a.generation());
        store.find(KEY, "unknown");
        store.refersTo(KEY, "a");
        store.coordination(clock)
                .claim(new ClaimRequest(KEY, "we", Duration.ofSeconds(20), null, "", Ceiling.NONE, Purpose.REGISTER));
        store.stream().close();

        assertThat(store.statistics()).isEqualTo(new MemoryStoreStatistics(1, 2, 1, 0));
    }

    @Test
    void save_leaseOfAnotherKey_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.save(credentials(KEY, "a").build(), null, new DcrLease(key("other"), "we", 0)));
        assertThat(store.find(KEY)).isNull();
    }

    private static ClaimRequest claim(DcrKey key, String owner) {
        return new ClaimRequest(key, owner, Duration.ofSeconds(20), null, "", Ceiling.NONE, Purpose.REGISTER);
    }

    @Test
    void claim_moreKeysThanThereIsRoomFor_everyLeaseIsHeld() {
        DcrCoordination coordination = store.coordination(clock);
        for (int i = 0; i < 500; i++) {
            coordination.claim(claim(key("scope-" + i), "we"));
        }

        for (int i = 0; i < 500; i++) {
            assertThat(coordination.claim(claim(key("scope-" + i), "they"))).isInstanceOf(Claim.Busy.class);
        }
    }

    @Test
    void claim_manyKeysThatStoppedMattering_areSweptAway() {
        StoreTime time = new StoreTime(clock);
        MemoryKeys keys = new MemoryKeys(100, time);
        DcrCoordination coordination =
                new InMemoryCommands(keys, time).methods().coordination(clock);
        for (int i = 0; i < 5_000; i++) {
            coordination.claim(claim(key("first-" + i), "owner"));
        }
        assertThat(keys.claimed()).isEqualTo(5_000);
        clock.advance(Duration.ofHours(25));

        for (int i = 0; i < 5_000; i++) {
            coordination.claim(claim(key("second-" + i), "owner"));
        }

        assertThat(keys.claimed()).isLessThanOrEqualTo(5_000 + 1_024);
    }

    @Test
    void coordination_noClockSet_everythingGoesByThatOfTheFirstResolver() {
        MemoryDcrCredentialStore plain = MemoryDcrCredentialStore.create();
        DcrCoordination coordination = plain.coordination(clock);
        plain.save(expiringIn(Duration.ofHours(1)).build(), null, null);
        assertThat(coordination.claim(claim(key("other"), "we"))).isInstanceOf(Claim.Granted.class);

        clock.advance(Duration.ofSeconds(21));
        assertThat(coordination.claim(claim(key("other"), "they"))).isInstanceOf(Claim.Granted.class);
        assertThat(plain.find(KEY)).isNotNull();
        clock.advance(Duration.ofMinutes(76));

        assertThat(plain.find(KEY)).isNull();
    }

    @Test
    void coordination_askedForTwice_isTheSame() {
        assertThat(store.coordination(clock)).isSameAs(store.coordination(new ManualClock()));
    }

    @Test
    void maximumSize_noRoom_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryDcrCredentialStore.builder().maximumSize(0))
                .withMessageContaining("maximumSize")
                .withMessageContaining("0");
    }

    @Test
    void create_defaults_isEmpty() {
        assertThat(MemoryDcrCredentialStore.create().statistics()).isEqualTo(new MemoryStoreStatistics(0, 0, 0, 0));
    }
}
