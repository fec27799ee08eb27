package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.StateStoreFixture.KEY;
import static io.github.dcr4j.store.redis.StateStoreFixture.save;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.SlotMove;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;
import redis.clients.jedis.UnifiedJedis;

/** What the backend of format 2 promises beyond the contract of stores. */
class RedisStateStoreTest {
    private static final List<String> NAMES = List.of("state", "record");

    @RegisterExtension
    static final RedisExtension SERVERS = RedisExtension.with(RedisOptions.plain());

    private static RedisSecrets secrets(boolean encrypted) {
        return encrypted ? KeyRing.of(Keys.FIRST) : RedisSecrets.inClear();
    }

    private static StateChange change(String writeId, @Nullable Instant end, String text) {
        return new StateChange(
                writeId,
                List.of(
                        new StoredEntry("state", text.getBytes(UTF_8), end),
                        new StoredEntry("record", text.getBytes(UTF_8), end)),
                Set.of("former.x"));
    }

    @Test
    void find_hit_runsTwoPlainCommandsAndNoScript(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            StateBackedStore store = on.store(KeyRing.of(Keys.FIRST));
            DcrCredentials a = save(store, KEY, "a", null);
            redis.node().ask(jedis -> jedis.configResetStat());

            for (int i = 0; i < 10; i++) {
                assertThat(store.find(KEY)).isEqualTo(a);
            }

            String stats = redis.node().ask(jedis -> jedis.info("commandstats"));
            assertThat(stats).contains("cmdstat_getrange:calls=10,", "cmdstat_get:calls=10,");
            assertThat(stats).doesNotContain("cmdstat_eval");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void replace_afterNotAfterOrAfterAnotherWrite_changesNothing(boolean encrypted, RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            RedisStateStore backend = on.backend(on.prefix, secrets(encrypted));
            Snapshot none = backend.read(KEY, NAMES);

            assertThat(backend.replace(
                            none, change("1", null, "late"), none.now().minusMillis(1)))
                    .isFalse();
            assertThat(backend.read(KEY, NAMES).entries()).isEmpty();

            Instant later = none.now().plusSeconds(3_600);
            assertThat(backend.replace(none, change("1", null, "first"), later)).isTrue();
            Snapshot first = backend.read(KEY, NAMES);
            assertThat(backend.replace(none, change("2", null, "of none"), later))
                    .isFalse();
            assertThat(backend.replace(first, change("2", null, "second"), later))
                    .isTrue();
            assertThat(backend.replace(first, change("3", null, "late"), later)).isFalse();

            Snapshot second = backend.read(KEY, NAMES);
            assertThat(first.writeId()).isEqualTo("1");
            assertThat(second.writeId()).isEqualTo("2");
            assertThat(second.entries())
                    .extracting(entry -> new String(entry.bytes(), UTF_8))
                    .containsOnly("second");
            assertThat(backend.find(KEY, List.of("record")).writeId()).isEqualTo("2");
        }
    }

    @Test
    void replace_noWriteIdAndAnEntryChangedSinceItWasRead_changesNothing(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            RedisStateStore backend = on.backend(on.prefix, RedisSecrets.inClear());
            on.jedis.set(on.name("record"), "old".getBytes(UTF_8));
            Snapshot read = backend.read(KEY, NAMES);
            Instant later = read.now().plusSeconds(3_600);
            on.jedis.set(on.name("record"), "older".getBytes(UTF_8));

            assertThat(backend.replace(read, change("1", null, "next"), later)).isFalse();
            assertThat(backend.replace(backend.read(KEY, NAMES), change("1", null, "next"), later))
                    .isTrue();
        }
    }

    @Test
    void replace_entriesWithAndWithoutEnds_liveAsLongAsTheyAreMeantTo(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            RedisStateStore backend = on.backend(on.prefix, RedisSecrets.inClear());
            Snapshot read = backend.read(KEY, NAMES);
            Instant later = read.now().plusSeconds(3_600);
            backend.replace(read, change("1", read.now().plusSeconds(600), "ends"), later);
            assertThat(on.jedis.pttl(on.name("record"))).isBetween(1L, 600_000L);
            assertThat(on.jedis.pttl(on.name("state"))).isBetween(1L, 600_000L);

            backend.replace(backend.read(KEY, NAMES), change("2", null, "stays"), later);
            assertThat(on.jedis.pttl(on.name("record"))).isEqualTo(-1);
            assertThat(on.jedis.pttl(on.name("state"))).isEqualTo(-1);

            backend.replace(backend.read(KEY, NAMES), change("3", read.now().minusSeconds(9), "passed"), later);
            assertThat(on.jedis.pttl(on.name("record"))).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void save_oneClient_takesAtMost1200BytesOfRedis(RedisStandalone redis) {
        Random random = new Random(15);
        String clientId = new UUID(random.nextLong(), random.nextLong()).toString();
        try (UnifiedJedis jedis = redis.open();
                RedisDcrCredentialStore store = RedisDcrCredentialStore.builder(jedis, KeyRing.of(Keys.FIRST))
                        .build()) {
            store.save(
                    DcrFixtures.completeCredentials(KEY)
                            .clientId(clientId)
                            .clientSecret(Secret.of(text(random)))
                            .management(DcrFixtures.management(clientId, text(random)))
                            .build(),
                    null,
                    null);

            Set<String> names = jedis.keys("dcr4j:{" + KEY.fingerprint() + "}*");

            assertThat(names).hasSize(2);
            assertThat(names.stream().mapToLong(jedis::memoryUsage).sum()).isBetween(600L, 1_200L);
        }
    }

    /** Returns a text that does not shrink. */
    private static String text(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The first reply is lost: the loop reads again, and the same command returns its first answer. */
    @Test
    void save_replyIsLost_isSavedOnce(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            LostReply backend = new LostReply(on.backend(on.prefix, KeyRing.of(Keys.FIRST)));
            StateBackedStore store = on.on(backend);

            DcrCredentials a = save(store, KEY, "a", null);

            assertThat(backend.replaced()).containsExactly(true);
            assertThat(a.version()).isEqualTo(1);
            assertThat(store.find(KEY)).isEqualTo(a);
        }
    }

    @Test
    void save_rightIsMissing_failsAtOnceAndSaysWhich(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            RedisStateStore real = on.backend(on.prefix, KeyRing.of(Keys.FIRST));
            StateStore backend = Mockito.mock(StateStore.class, AdditionalAnswers.delegatesTo(real));
            StateBackedStore store = on.on(backend);
            redis.node().ask(jedis -> jedis.aclSetUser(OperationsManual.USER, "-set"));

            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(() -> save(store, KEY, "a", null))
                    .withMessageContaining("grant those that the operations manual lists");

            Mockito.verify(backend, Mockito.times(1)).replace(Mockito.any(), Mockito.any(), Mockito.any());
        }
    }

    @Test
    void replace_entryIsTooLongOrTheStoreIsClosed_endsTheCall(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            RedisStateStore backend = on.backend(on.prefix, KeyRing.of(Keys.FIRST));
            Snapshot read = backend.read(KEY, NAMES);
            StateChange change = change("1", null, "x".repeat((1 << 20) + 1));

            assertThatExceptionOfType(StateStoreException.class)
                    .isThrownBy(() -> backend.replace(read, change, read.now().plusSeconds(3_600)))
                    .withMessageContaining("could not be read again");
            backend.close();
            assertThatExceptionOfType(StateStoreException.class)
                    .isThrownBy(() -> backend.replace(read, change, read.now()))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void everyKeyOfACredential_cluster_isInOneSlotAndFollowedWhenItMoves(RedisShards redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            StateBackedStore store = on.store(KeyRing.of(Keys.FIRST));
            DcrCredentials b = save(store, KEY, "b", save(store, KEY, "a", null));
            int slot = redis.slotOf("{" + KEY.fingerprint() + "}");
            Set<String> names =
                    redis.masterOf(slot).ask(jedis -> jedis.keys(on.prefix + ":{" + KEY.fingerprint() + "}*"));
            assertThat(names).hasSize(3).allMatch(name -> redis.slotOf(name) == slot);
            RedisNode target = redis.masters().stream()
                    .filter(node -> node != redis.masterOf(slot))
                    .findFirst()
                    .orElseThrow();
            SlotMove move = redis.beginSlotMove(slot, target);
            move.moveKeys();

            assertThat(store.find(KEY)).isEqualTo(b);
            move.finish();

            assertThat(store.find(KEY)).isEqualTo(b);
            try (Stream<DcrCredentials> all = store.stream()) {
                assertThat(all).contains(b);
            }
            assertThat(save(store, KEY, "c", b).version()).isEqualTo(3);
        }
    }

    /** Every entry that is read and written is there: nothing need wait for the end of the move. */
    @Test
    void amend_clusterWhileTheSlotIsBeingMoved_isWrittenAtOnce(RedisShards redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            StateBackedStore store = on.store(KeyRing.of(Keys.FIRST));
            DcrCredentials a = save(store, KEY, "a", null);
            DcrManagement next = DcrFixtures.management("a", "token-that-follows");
            int slot = redis.slotOf("{" + KEY.fingerprint() + "}");
            RedisNode source = redis.masterOf(slot);
            RedisNode target = redis.masters().stream()
                    .filter(node -> node != source)
                    .findFirst()
                    .orElseThrow();
            source.ask(jedis -> jedis.configResetStat());
            SlotMove move = redis.beginSlotMove(slot, target);

            assertThat(store.amend(KEY, a.management().orElseThrow(), next)).isTrue();

            assertThat(source.info("errorstats")).doesNotContainKeys("errorstat_TRYAGAIN", "errorstat_ASK");
            move.moveKeys();
            move.finish();
            assertThat(store.find(KEY)).isEqualTo(a.toBuilder().management(next).build());
        }
    }

    @Test
    void stream_manyKeys_holdsThemAllAndLeavesOutWhatCannotBeUsed(RedisStandalone redis) {
        try (StateStoreFixture on = new StateStoreFixture(redis)) {
            StateBackedStore store = on.store(KeyRing.of(Keys.FIRST));
            for (int i = 0; i < 300; i++) {
                save(store, DcrFixtures.key("scope-" + i), "client-" + i, null);
            }
            on.jedis.set(on.name("record"), "garbage".getBytes(UTF_8));
            try (Stream<DcrCredentials> all = store.stream()) {
                assertThat(all.map(DcrCredentials::clientId).distinct()).hasSize(300);
            }
        }
    }
}
