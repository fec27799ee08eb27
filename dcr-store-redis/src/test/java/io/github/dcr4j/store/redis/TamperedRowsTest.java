package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination.Ceiling;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Purpose;
import io.github.dcr4j.DcrCredentialStore.Healed;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Somebody can write Redis who should not, or something has gone wrong there. */
class TamperedRowsTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final DcrKey OTHER = DcrFixtures.key("other");

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = names.of(KEY).get(0);
    private final byte[] former = names.of(KEY).get(1);
    private final byte[] state = names.of(KEY).get(2);
    private final UnifiedJedis redis;
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final RedisDcrCredentialStore store;

    TamperedRowsTest(RedisStandalone servers) {
        redis = servers.open();
        store = open(KeyRing.of(Keys.FIRST));
    }

    private RedisDcrCredentialStore open(RedisSecrets secrets) {
        return RedisDcrCredentialStore.builder(redis, secrets)
                .writeFormat(1)
                .prefix(names.prefix())
                .patience(Duration.ofSeconds(1))
                .listener(events::add)
                .build();
    }

    /** Opens one that has not noticed, as when the note is lost. */
    private RedisDcrCredentialStore openUnnoticed(RedisSecrets secrets) {
        redis.del(names.keyNote());
        return open(secrets);
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    private DcrCredentials save(DcrKey key, String clientId, @Nullable DcrCredentials base) {
        SaveResult saved = store.save(
                DcrFixtures.credentials(key, clientId).build(), base == null ? null : base.generation(), null);
        return ((SaveResult.Saved) saved).stored();
    }

    private void assertSetAside(String row) {
        assertThat(events).singleElement().isInstanceOfSatisfying(DcrEvent.RowSetAside.class, event -> {
            assertThat(event.key()).isEqualTo(KEY);
            assertThat(event.row()).isEqualTo(row);
        });
        assertThat(redis.pttl(names.aside(KEY)))
                .isBetween(Duration.ofHours(23).toMillis(), Duration.ofHours(24).toMillis());
    }

    @Test
    void find_garbage_isSetAsideAndAbsent() {
        redis.set(record, "garbage".getBytes(UTF_8));

        assertThat(store.find(KEY)).isNull();

        assertSetAside("record");
        assertThat(redis.get(names.aside(KEY))).isEqualTo("garbage".getBytes(UTF_8));
        assertThat(redis.exists(record)).isFalse();
    }

    @Test
    void find_truncatedOrOneByteChangedAndTheStateLost_isSetAsideAndAbsent() {
        save(KEY, "a", null);
        byte[] row = redis.get(record);
        byte[] changed = row.clone();
        changed[changed.length - 1] ^= 1;

        for (byte[] bad : List.of(Arrays.copyOf(row, row.length - 1), Arrays.copyOf(row, row.length / 2), changed)) {
            events.clear();
            redis.del(state);
            redis.set(record, bad);
            assertThat(store.find(KEY)).isNull();
            assertSetAside("record");
        }
    }

    @Test
    void find_firstLineEditedAndTheStateLost_isSetAsideAndAbsent() {
        save(KEY, "a", null);
        byte[] row = redis.get(record);
        int newline = 0;
        while (row[newline] != '\n') {
            newline++;
        }
        String line = new String(row, 0, newline, UTF_8);

        for (String edited : List.of(
                line.replace("\"version\":\"1\"", "\"version\":\"9\""),
                line.replace("never", "1999999999999"),
                line.replaceAll("\"generation\":\"..", "\"generation\":\"zz"),
                line.replaceAll("\"key\":\"[0-9a-f]+\",", ""),
                line.replace("{", "{\"x\":["))) {
            events.clear();
            redis.del(state);
            redis.set(record, join(edited.getBytes(UTF_8), Arrays.copyOfRange(row, newline, row.length)));
            assertThat(store.find(KEY)).as(edited).isNull();
            assertSetAside("record");
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void find_rowOfAnotherKeyCopiedHere_isSetAsideAndAbsent() {
        save(OTHER, "other", null);

        redis.set(record, redis.get(names.of(OTHER).get(0)));

        assertThat(store.find(KEY)).isNull();
        assertSetAside("record");
        assertThat(store.find(OTHER)).isNotNull();
    }

    @Test
    void find_allOfAnotherKeyCopiedHere_isSetAsideAndAbsent() {
        save(OTHER, "other", null);

        redis.copy(names.of(OTHER).get(0), record, true);
        redis.copy(names.of(OTHER).get(2), state, true);

        assertThat(store.find(KEY)).isNull();
        assertSetAside("record");
    }

    @Test
    void find_oldRowPutBackWhileTheStateIsIntact_isSetAsideAndAbsent() {
        DcrCredentials a = save(KEY, "a", null);
        byte[] old = redis.get(record);
        save(KEY, "b", a);

        redis.set(record, old);

        assertThat(store.find(KEY)).isNull();
        assertSetAside("record");
    }

    @Test
    void claim_endedRowPutBack_isSetAsideAndTheLeaseGranted() {
        DcrCredentials a = save(KEY, "a", null);
        byte[] old = redis.get(record);
        store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        redis.set(record, old);

        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);
        assertSetAside("record");
        assertThat(store.heal(a)).isEqualTo(Healed.ENDED);
    }

    private static Claim claim(RedisDcrCredentialStore store) {
        return store.coordination(DcrClock.system())
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofMinutes(1), null, "digest", Ceiling.NONE, Purpose.REGISTER));
    }

    @Test
    void find_rowSetAside_canBeHealedOrReplaced() {
        DcrCredentials a = save(KEY, "a", null);
        redis.set(record, "garbage".getBytes(UTF_8));
        assertThat(store.find(KEY)).isNull();

        assertThat(store.heal(a)).isEqualTo(Healed.CURRENT);

        assertThat(store.find(KEY)).isEqualTo(a);
        assertThat(events).contains(new DcrEvent.Healed(KEY, a.generation()));
        assertThat(save(KEY, "b", a).version()).isEqualTo(2);
    }

    @Test
    void everyCall_wrongTypes_areSetAsideAndTheWorkGoesOn() {
        redis.lpush(record, "x".getBytes(UTF_8));
        redis.set(former, "x".getBytes(UTF_8));
        redis.set(state, "x".getBytes(UTF_8));

        DcrCredentials a = save(KEY, "a", null);

        assertThat(store.find(KEY)).isEqualTo(a);
        assertThat(events)
                .extracting(event -> ((DcrEvent.RowSetAside) event).row())
                .containsExactlyInAnyOrder("record", "former", "state");
    }

    @Test
    void find_recordOfAnotherTypeOrStateOfAnotherType_isSetAside() {
        redis.lpush(record, "x".getBytes(UTF_8));
        assertThat(store.find(KEY)).isNull();
        assertSetAside("record");
        DcrCredentials a = save(KEY, "a", null);
        events.clear();
        redis.set(state, "x".getBytes(UTF_8));

        assertThat(store.find(KEY)).isEqualTo(a);

        assertSetAside("state");
    }

    @Test
    void save_stateIsGarbage_isSetAsideAndBeginsAnew() {
        DcrCredentials a = save(KEY, "a", null);
        redis.hset(state, "g:x".getBytes(UTF_8), "garbage".getBytes(UTF_8));

        DcrCredentials b = save(KEY, "b", a);

        assertSetAside("state");
        assertThat(b.version()).isEqualTo(2);
        assertThat(store.find(KEY)).isEqualTo(b);
        assertThat(store.find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void find_stateLost_isReturnedAndCanBeReplacedAndAmended() {
        DcrCredentials a = save(KEY, "a", null);
        redis.del(state);

        assertThat(store.find(KEY)).isEqualTo(a);
        assertThat(store.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "rotated")))
                .isTrue();
        assertThat(save(KEY, "b", a).version()).isEqualTo(2);
    }

    @Test
    void findGeneration_formerRowChanged_isSetAsideAndAbsent() {
        DcrCredentials a = save(KEY, "a", null);
        DcrCredentials b = save(KEY, "b", a);
        redis.hset(former, a.generation().getBytes(UTF_8), redis.get(record));

        assertThat(store.find(KEY, a.generation())).isNull();

        assertSetAside("former");
        assertThat(store.find(KEY)).isEqualTo(b);
    }

    @Test
    void everyCall_newerFormat_isAnErrorAndNothingIsWritten() {
        DcrCredentials a = save(KEY, "a", null);
        redis.del(state);
        byte[] newer = "{\"format\":2}\nsomething".getBytes(UTF_8);
        redis.set(record, newer);

        for (Runnable call : calls(store, a)) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(call::run)
                    .withMessageContaining("format 2")
                    .satisfies(e -> assertThat(e.retryable()).isFalse());
        }
        assertThat(redis.get(record)).isEqualTo(newer);
        assertThat(events).isEmpty();
    }

    @Test
    void everyCall_newerState_isAnErrorAndNothingIsWritten() {
        DcrCredentials a = save(KEY, "a", null);
        redis.hset(state, "format".getBytes(UTF_8), "2".getBytes(UTF_8));
        byte[] row = redis.get(record);

        for (Runnable call : calls(store, a)) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(call::run)
                    .withMessageContaining("format 2");
        }
        assertThat(redis.get(record)).isEqualTo(row);
    }

    @Test
    void everyCall_keyIsUnknown_isAnErrorAndNothingIsWritten() {
        DcrCredentials a = save(KEY, "a", null);
        byte[] row = redis.get(record);
        String id = KeyRing.of(Keys.FIRST).primaryId();

        for (RedisSecrets secrets : List.of(KeyRing.of(Keys.SECOND), RedisSecrets.inClear())) {
            RedisDcrCredentialStore wrong = openUnnoticed(secrets);
            for (Runnable call : calls(wrong, a)) {
                assertThatExceptionOfType(DcrStoreException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("key " + id)
                        .satisfies(e -> assertThat(e.retryable()).isFalse());
            }
            assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> drain(wrong.stream()));
        }
        assertThat(redis.get(record)).isEqualTo(row);
        assertThat(events).isEmpty();
    }

    @Test
    void claim_recordRanOutAndTheKeyIsUnknown_isAnError() {
        save(KEY, "a", null);
        redis.del(record);
        RedisDcrCredentialStore wrong = openUnnoticed(KeyRing.of(Keys.SECOND));

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> claim(wrong));
        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);
    }

    private static List<Runnable> calls(RedisDcrCredentialStore store, DcrCredentials a) {
        return List.of(
                () -> store.find(KEY),
                () -> store.find(KEY, a.generation()),
                () -> store.save(DcrFixtures.credentials(KEY, "b").build(), a.generation(), null),
                () -> store.heal(a.toBuilder().generation("another").version(7).build()),
                () -> store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO),
                () -> store.remove(KEY),
                () -> store.refersTo(KEY, "a"),
                () -> store.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "b")),
                () -> claim(store));
    }

    private static void drain(Stream<DcrCredentials> stream) {
        stream.forEach(each -> {});
    }

    @Test
    void find_rowInClearWhereRowsAreEncrypted_isSetAsideAndAbsent() {
        RedisDcrCredentialStore clear = openUnnoticed(RedisSecrets.inClear());
        clear.save(DcrFixtures.credentials(KEY, "a").build(), null, null);

        assertThat(store.find(KEY)).isNull();

        assertSetAside("record");
    }

    @Test
    void find_endpointEditedInClearWhileTheStateIsIntact_isSetAsideAndAbsent() {
        RedisDcrCredentialStore clear = openUnnoticed(RedisSecrets.inClear());
        clear.save(DcrFixtures.credentials(KEY, "a").build(), null, null);
        String row = new String(redis.get(record), UTF_8);

        redis.set(
                record,
                row.replace("idp.example.com/tenants/a/token", "evil.example/token")
                        .getBytes(UTF_8));

        assertThat(clear.find(KEY)).isNull();
        assertSetAside("record");
    }

    @Test
    void stream_malformedRowsAmongOthers_leavesThemOut() {
        DcrCredentials a = save(KEY, "a", null);
        redis.set(names.of(OTHER).get(0), "garbage".getBytes(UTF_8));
        redis.set(names.prefix() + ":{x}:record", "garbage");
        redis.lpush(names.prefix() + ":{y}:record", "x");

        try (Stream<DcrCredentials> all = store.stream()) {
            assertThat(all).containsExactly(a);
        }
    }

    @Test
    void stream_manyKeys_holdsThemAll() {
        for (int i = 0; i < 1_000; i++) {
            save(DcrFixtures.key("scope-" + i), "client-" + i, null);
        }

        try (Stream<DcrCredentials> all = store.stream()) {
            assertThat(all.map(DcrCredentials::clientId).distinct()).hasSize(1_000);
        }
    }

    @Test
    void namesAndRows_encrypted_holdNothingPersonal() {
        DcrCredentials a = save(KEY, "client-7", null);
        save(KEY, "client-8", a);
        claim(store);

        for (String name : redis.keys(names.prefix() + "*")) {
            String dump = new String(redis.dump(name.getBytes(UTF_8)), UTF_8) + name;
            assertThat(dump).doesNotContain("client-7", "client-8", "secret of", "token of", "example.com", "openid");
        }
    }
}
