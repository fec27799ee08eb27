package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.StateStoreFixture.KEY;
import static io.github.dcr4j.store.redis.StateStoreFixture.claim;
import static io.github.dcr4j.store.redis.StateStoreFixture.save;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entries of format 2 that a writer of Redis changed, moved or put back. */
class TamperedStateTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final int HEAD_BYTES = 102;
    private static final DcrKey OTHER = DcrFixtures.key("other");

    private final StateStoreFixture on;
    private final StateBackedStore store;

    TamperedStateTest(RedisStandalone redis) {
        on = new StateStoreFixture(redis);
        store = on.store(KeyRing.of(Keys.FIRST));
    }

    @AfterEach
    void close() {
        on.close();
    }

    private void assertRecordIsSetAside(String reason) {
        assertThat(store.find(KEY)).isNull();
        assertThat(on.findings).anyMatch(finding -> finding.startsWith("the record") && finding.contains(reason));
        assertThat(on.jedis.exists(on.name("record"))).isFalse();
        assertThat(on.jedis.keys(on.prefix + ":{*}:aside.*.record")).hasSize(1);
    }

    @Test
    void find_rejectedClientsRecordWithADeletedState_isSetAside() {
        DcrCredentials rejected = save(store, KEY, "a", null);
        byte[] record = on.jedis.get(on.name("record"));
        store.invalidate(KEY, rejected.generation(), "rejected", Duration.ZERO);
        on.jedis.del(on.name("state"));
        on.jedis.set(on.name("record"), record);

        assertRecordIsSetAside("no state that names it");
        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void find_olderRecordPutBack_isSetAside() {
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] record = on.jedis.get(on.name("record"));
        save(store, KEY, "b", a);
        on.jedis.set(on.name("record"), record);

        assertRecordIsSetAside("not the one that was stored last");
    }

    @Test
    void find_recordOfAnotherKey_isSetAside() {
        save(store, KEY, "a", null);
        save(store, OTHER, "b", null);
        on.jedis.set(on.name("record"), on.jedis.get(on.name(OTHER, "record")));

        assertRecordIsSetAside("moved here from elsewhere");
    }

    @Test
    void find_everythingOfAnotherPrefix_isSetAside() {
        String elsewhere = on.prefix + "-elsewhere";
        save(on.on(on.backend(elsewhere, KeyRing.of(Keys.FIRST))), KEY, "a", null);
        Names names = new Names(elsewhere);
        on.jedis.set(on.name("record"), on.jedis.get(names.entry(KEY.fingerprint(), "record")));
        on.putState(on.jedis.get(names.entry(KEY.fingerprint(), "state")));

        assertRecordIsSetAside("moved here from elsewhere");
        assertThat(on.findings).anyMatch(finding -> finding.startsWith("the state"));
        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void claim_stateEdited_isSetAsideWithItsRecord() {
        save(store, KEY, "a", null);
        byte[] edited = on.state();
        edited[edited.length - 1] ^= 1;
        on.putState(edited);

        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);

        assertThat(on.findings).anyMatch(finding -> finding.startsWith("the state") && finding.contains("was changed"));
        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void claim_olderStatePutBackWithoutItsWriteId_isSetAside() {
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] mixed = on.state();
        store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        System.arraycopy(on.state(), 0, mixed, 0, HEAD_BYTES);
        on.putState(mixed);

        assertThat(claim(store)).isInstanceOf(Claim.Granted.class);

        assertThat(on.findings).singleElement().asString().contains("the state", "was changed");
    }

    @Test
    void find_writeIdEditedOrItsMark_isSetAsideAndCanBeHealed() {
        DcrCredentials a = save(store, KEY, "a", null);
        for (int at : List.of(1, 2, 13, 22, HEAD_BYTES - 1)) {
            byte[] edited = on.state();
            edited[at] ^= 1;
            on.putState(edited);

            assertThat(store.find(KEY)).isNull();

            assertThat(on.findings).anyMatch(finding -> finding.startsWith("the record"));
            assertThat(store.heal(a)).isEqualTo(Healed.CURRENT);
            assertThat(store.find(KEY)).isEqualTo(a);
        }
    }

    @Test
    void everyCall_entriesOfAnotherType_areSetAsideAndTheWorkGoesOn() {
        on.jedis.lpush(on.name("record"), "x".getBytes(UTF_8));
        on.jedis.sadd(on.name("state"), "x".getBytes(UTF_8));
        assertThat(store.find(KEY)).isNull();

        DcrCredentials a = save(store, KEY, "a", null);

        assertThat(store.find(KEY)).isEqualTo(a);
        assertThat(on.findings).anyMatch(finding -> finding.contains("it is of another type"));
        assertThat(on.jedis.pttl(on.name("aside")))
                .isBetween(Duration.ofHours(23).toMillis(), Duration.ofHours(24).toMillis());
    }

    @Test
    void find_recordInClearWhereEntriesAreEncrypted_isSetAside() {
        save(store, KEY, "a", null);
        on.jedis.set(on.name("record"), "{\"format\":2}".getBytes(UTF_8));

        assertRecordIsSetAside("not encrypted");
    }

    @Test
    void everyCall_keyIsUnknown_isAnErrorAndNothingIsWritten() {
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] state = on.state();
        for (RedisSecrets secrets : List.of(KeyRing.of(Keys.SECOND), RedisSecrets.inClear())) {
            on.jedis.del(new Names(on.prefix).keyNote());
            StateBackedStore wrong = on.store(secrets);
            for (Runnable call : calls(wrong, a)) {
                assertThatExceptionOfType(DcrStoreException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("key " + KeyRing.of(Keys.FIRST).primaryId());
            }
        }
        assertThat(on.state()).isEqualTo(state);
        assertThat(on.findings).isEmpty();
    }

    @Test
    void everyCall_entryOfAnotherFormat_isAnErrorAndNothingIsWritten() {
        DcrCredentials a = save(store, KEY, "a", null);
        byte[] state = on.state();
        byte[] newer = state.clone();
        newer[0] = '3';
        on.putState(newer);
        for (Runnable call : calls(store, a)) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(call::run)
                    .withMessageContaining("format 3")
                    .withMessageContaining("update this replica");
        }
        assertThat(on.state()).isEqualTo(newer);

        on.putState(state);
        on.jedis.set(on.name("record"), "{\"format\":1,\"generation\":\"x\"}\n{}".getBytes(UTF_8));
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.find(KEY))
                .withMessageContaining("another prefix");
        assertThat(on.state()).isEqualTo(state);
        assertThat(on.findings).isEmpty();
    }

    private static List<Runnable> calls(StateBackedStore store, DcrCredentials a) {
        return List.of(
                () -> store.find(KEY),
                () -> store.find(KEY, a.generation()),
                () -> save(store, KEY, "b", a),
                () -> store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO),
                () -> store.remove(KEY),
                () -> claim(store));
    }

    @Test
    void namesAndValues_encrypted_holdNothingPersonal() {
        save(store, KEY, "client-8", save(store, KEY, "client-7", null));

        for (String name : on.jedis.keys(on.prefix + "*")) {
            String dump = new String(on.jedis.dump(name.getBytes(UTF_8)), UTF_8) + name;
            assertThat(dump).doesNotContain("client-7", "client-8", "secret of", "token of", "example.com", "openid");
        }
    }
}
