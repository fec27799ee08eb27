package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.redis.connection.Names;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.UnifiedJedis;

/** Values that were damaged or edited in Redis: they are set aside with the reason, and the work on the key goes on. */
class DamagedValuesTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final DcrKey OTHER = DcrFixtures.key("other");

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = name(KEY, "record");
    private final byte[] state = name(KEY, "state");
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final UnifiedJedis redis;

    DamagedValuesTest(RedisStandalone servers) {
        redis = servers.open();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisDcrCredentialStore open(RedisSecrets secrets) {
        return RedisDcrCredentialStore.builder(redis, secrets)
                .prefix(names.prefix())
                .listener(events::add)
                .build();
    }

    private RedisDcrCredentialStore encrypted() {
        return open(KeyRing.of(Keys.FIRST));
    }

    private byte[] name(DcrKey key, String entry) {
        return names.entry(key.fingerprint(), entry);
    }

    private static DcrCredentials save(
            RedisDcrCredentialStore store, DcrKey key, String clientId, @Nullable DcrCredentials base) {
        SaveResult saved = store.save(
                DcrFixtures.credentials(key, clientId).build(), base == null ? null : base.generation(), null);
        return ((SaveResult.Saved) saved).stored();
    }

    private static Claim claim(RedisDcrCredentialStore store) {
        return store.coordination(DcrClock.system())
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofMinutes(1), null, "digest", Ceiling.NONE, Purpose.REGISTER));
    }

    private void assertSetAside(String entry, byte[] value) {
        assertThat(events)
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(DcrEvent.RowSetAside.class, aside -> {
                    assertThat(aside.key()).isEqualTo(KEY);
                    assertThat(aside.why()).contains("cannot be used and is set aside for a day: ");
                }));
        assertThat(redis.keys(names.prefix() + ":{" + KEY.fingerprint() + "}:aside.*." + entry))
                .anySatisfy(name -> {
                    assertThat(redis.pttl(name))
                            .isBetween(
                                    Duration.ofHours(23).toMillis(),
                                    Duration.ofHours(24).toMillis());
                });
        assertThat(redis.get(name(KEY, entry))).isNotEqualTo(value);
    }

    @Test
    void find_recordIsGarbageOrCutOrOneByteDiffers_isSetAsideAndCanBeHealedOrReplaced() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] row = redis.get(record);
        byte[] changed = row.clone();
        changed[changed.length - 1] ^= 1;
        for (byte[] bad : List.of(
                "garbage".getBytes(UTF_8),
                new byte[0],
                Arrays.copyOf(row, row.length - 1),
                Arrays.copyOf(row, row.length / 2),
                changed)) {
            events.clear();
            redis.set(record, bad);

            assertThat(store.find(KEY)).isNull();

            assertSetAside("record", bad);
            assertThat(store.heal(a)).isEqualTo(Healed.CURRENT);
            assertThat(events).contains(new DcrEvent.Healed(KEY, a.generation()));
            assertThat(store.find(KEY)).isEqualTo(a);
        }
        assertThat(save(store, KEY, "b", a).version()).isEqualTo(2);
    }

    @Test
    void find_allOfAnotherKeyCopiedHere_isSetAside() {
        RedisDcrCredentialStore store = encrypted();
        save(store, OTHER, "other", null);
        redis.copy(name(OTHER, "record"), record, true);
        redis.copy(name(OTHER, "state"), state, true);
        byte[] copied = redis.get(record);

        assertThat(store.find(KEY)).isNull();

        assertSetAside("record", copied);
        assertThat(store.find(OTHER)).isNotNull();
    }

    @Test
    void claim_endedClientsRecordPutBack_isSetAsideAndTheLeaseGranted() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] old = redis.get(record);
        store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        redis.set(record, old);

        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);

        assertSetAside("record", old);
        assertThat(store.heal(a)).isEqualTo(Healed.ENDED);
    }

    @Test
    void find_stateLost_recordIsSetAsideAndCanBeHealed() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] row = redis.get(record);
        redis.del(state);

        assertThat(store.find(KEY)).isNull();

        assertSetAside("record", row);
        assertThat(store.heal(a)).isEqualTo(Healed.CURRENT);
        assertThat(save(store, KEY, "b", a).version()).isEqualTo(2);
    }

    @Test
    void findGeneration_formerRowReplacedByTheCurrentOne_isAbsentAndTheCurrentOneStays() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        DcrCredentials b = save(store, KEY, "b", a);
        String former = redis.keys(names.prefix() + ":{*}:former.*").iterator().next();
        redis.set(former.getBytes(UTF_8), redis.get(record));

        assertThat(store.find(KEY, a.generation())).isNull();

        assertThat(events).isNotEmpty();
        assertThat(store.find(KEY)).isEqualTo(b);
    }

    @Test
    void find_endpointEditedInClear_isSetAside() {
        RedisDcrCredentialStore store = open(RedisSecrets.inClear());
        save(store, KEY, "a", null);
        byte[] edited = new String(redis.get(record), UTF_8)
                .replace("idp.example.com/tenants/a/token", "evil.example/token")
                .getBytes(UTF_8);
        redis.set(record, edited);

        assertThat(store.find(KEY)).isNull();

        assertSetAside("record", edited);
    }

    /** In clear the writer of Redis can edit a state; what no state can hold is not believed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(\"lease\":.*?\"span\":\\[)[0-9]+; inf",
                "(\"lease\":.*?\"span\":\\[)[0-9]+; \"inf\"",
                "(\"lease\":.*?\"span\":\\[)[0-9]+; 1e999",
                "(\"lease\":.*?\"span\":\\[)[0-9]+; 99999999999999999999",
                "(\"version\":)[0-9]+; 99999999999999999999",
                "(\"version\":)[0-9]+; -1",
                "(\"version\":)[0-9]+; nan"
            })
    void claim_leaseEndIsInfOrACounterIsOutOfRange_isSetAsideWithTheReason(String member, String value) {
        RedisDcrCredentialStore store = open(RedisSecrets.inClear());
        DcrCredentials a = save(store, KEY, "a", null);
        store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        claim(store);
        String before = new String(redis.get(state), UTF_8);
        byte[] edited = before.replaceFirst(member, "$1" + value).getBytes(UTF_8);
        assertThat(edited).isNotEqualTo(before.getBytes(UTF_8));
        redis.set(state, edited);

        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);

        assertSetAside("state", edited);
    }

    @Test
    void claim_recordRanOutAndTheKeyIsUnknown_isAnError() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        redis.del(record);
        redis.del(names.keyNote());
        RedisDcrCredentialStore wrong = open(KeyRing.of(Keys.SECOND));

        for (Runnable call : List.<Runnable>of(
                () -> claim(wrong),
                () -> wrong.heal(a),
                () -> wrong.refersTo(KEY, "a"),
                () -> wrong.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "b")))) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(call::run)
                    .satisfies(e -> assertThat(e.retryable()).isFalse());
        }
        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void stream_malformedRecordsAmongOthers_leavesThemOutAndAnUnknownKeyIsAnError() {
        RedisDcrCredentialStore store = encrypted();
        DcrCredentials a = save(store, KEY, "a", null);
        redis.set(name(OTHER, "record"), "garbage".getBytes(UTF_8));
        redis.set(names.prefix() + ":{x}:record", "garbage");
        redis.lpush(names.prefix() + ":{y}:record", "x");

        try (Stream<DcrCredentials> all = store.stream()) {
            assertThat(all).containsExactly(a);
        }
        redis.del(names.keyNote());
        RedisDcrCredentialStore wrong = open(KeyRing.of(Keys.SECOND));
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> wrong.stream().forEach(each -> {}));
    }
}
