package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.RedisTopology;
import io.github.dcr4j.redis.servers.SlotMove;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * The life of a store that comes in by TLS, past a Sentinel's password, with the rights of the operations manual alone.
 */
class LeastRightsTest {
    private static final String SENTINEL_PASSWORD = "watch-word";

    @RegisterExtension
    static final RedisExtension SERVERS = RedisExtension.with(RedisOptions.builder()
            .tls()
            .password("open-sesame")
            .sentinelPassword(SENTINEL_PASSWORD)
            .build());

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final DcrKey OTHER = DcrFixtures.key("other");

    private final String prefix = OperationsManual.PREFIX + UUID.randomUUID();

    private RedisDcrCredentialStore open(RedisTopology redis, String userInfo, String path) {
        String sentinel = redis instanceof RedisSentinelSet ? "&sentinelPassword=" + SENTINEL_PASSWORD : "";
        return RedisDcrCredentialStore.builder(
                        Addresses.of(redis, userInfo, path + "?timeout=5000" + sentinel), KeyRing.of(Keys.FIRST))
                .prefix(prefix)
                .tls(redis.access().tls().clientOptions())
                .build();
    }

    private RedisDcrCredentialStore open(RedisTopology redis) {
        OperationsManual.createUser(redis);
        return open(redis, OperationsManual.USER_INFO, "");
    }

    private RedisDcrCredentialStore openDatabase(RedisTopology redis) {
        OperationsManual.createDatabaseUser(redis, "selecting");
        return open(redis, OperationsManual.USER_INFO.replaceFirst("[^:]+", "selecting"), "/3");
    }

    private static DcrCredentials save(RedisDcrCredentialStore store, DcrKey key, String clientId) {
        DcrCredentials base = store.find(key);
        DcrCredentials next = DcrFixtures.credentials(key, clientId).build();
        SaveResult result = store.save(next, base == null ? null : base.generation(), null);
        return ((SaveResult.Saved) result).stored();
    }

    /** Every kind of call, and so every command of every script. */
    private static void live(RedisDcrCredentialStore store) {
        DcrCoordination coordination = store.coordination(DcrClock.system());
        ClaimRequest request =
                new ClaimRequest(KEY, "we", Duration.ofMinutes(1), null, "digest", Ceiling.NONE, Purpose.REGISTER);
        Claim.Granted granted = (Claim.Granted) coordination.claim(request);
        coordination.mark(granted.lease(), new Intent(Intent.Call.REGISTER, Instant.EPOCH, null));
        DcrCredentials next = DcrFixtures.credentials(KEY, "a").build();
        DcrCredentials a = ((SaveResult.Saved) store.save(next, null, granted.lease())).stored();
        DcrCredentials b = save(store, KEY, "b");

        assertThat(store.find(KEY)).isEqualTo(b);
        assertThat(store.find(KEY, a.generation())).isEqualTo(a);
        assertThat(store.refersTo(KEY, "a")).isTrue();
        assertThat(store.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "new")))
                .isTrue();
        assertThat(store.invalidate(KEY, b.generation(), "rejected", Duration.ZERO))
                .isEqualTo(new Invalidation.Done());
        coordination.settled(KEY, "b");
        DcrCredentials lost = DcrFixtures.credentials(OTHER, "c").version(7).build();
        assertThat(store.heal(lost)).isEqualTo(Healed.CURRENT);
        try (Stream<DcrCredentials> all = store.stream()) {
            assertThat(all).containsExactly(lost);
        }
        store.remove(OTHER);
        assertThat(store.find(OTHER)).isNull();
    }

    /** What somebody else put there is set aside. */
    private void setAside(RedisTopology redis, RedisDcrCredentialStore store) {
        try (UnifiedJedis other = redis.open()) {
            other.set(new Names(prefix).entry(KEY.fingerprint(), "record"), new byte[] {1});
        }
        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void everyCall_standalone_isAllowed(RedisStandalone redis) {
        try (RedisDcrCredentialStore store = open(redis)) {
            live(store);
            setAside(redis, store);
        }
    }

    @Test
    void everyCall_sentinel_isAllowed(RedisSentinelSet redis) {
        try (RedisDcrCredentialStore store = open(redis)) {
            live(store);
            setAside(redis, store);
        }
    }

    @Test
    void everyCall_cluster_isAllowed(RedisShards redis) {
        try (RedisDcrCredentialStore store = open(redis)) {
            live(store);
            setAside(redis, store);
        }
    }

    @Test
    void everyCall_anotherDatabase_isAllowed(RedisStandalone standalone, RedisSentinelSet sentinel) {
        try (RedisDcrCredentialStore store = openDatabase(standalone)) {
            live(store);
        }
        try (RedisDcrCredentialStore store = openDatabase(sentinel)) {
            live(store);
        }
    }

    @Test
    void find_slotIsBeingMoved_isFollowed(RedisShards redis) {
        try (RedisDcrCredentialStore store = open(redis)) {
            save(store, KEY, "a");
            DcrCredentials b = save(store, KEY, "b");
            int slot = redis.slotOf("{" + KEY.fingerprint() + "}");
            RedisNode target = redis.masters().stream()
                    .filter(node -> node != redis.masterOf(slot))
                    .findFirst()
                    .orElseThrow();
            SlotMove move = redis.beginSlotMove(slot, target);
            move.moveKeys();

            DcrCredentials found = store.find(KEY);
            move.finish();

            assertThat(found).isEqualTo(b);
            assertThat(store.find(KEY)).isEqualTo(b);
        }
    }

    @Test
    void open_certificateIsNotTrusted_isAnError(RedisStandalone redis) {
        OperationsManual.createUser(redis);
        RedisDcrCredentialStoreBuilder builder = RedisDcrCredentialStore.builder(
                        Addresses.of(redis, OperationsManual.USER_INFO, ""), KeyRing.of(Keys.FIRST))
                .patience(Duration.ZERO);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("PKIX")
                .withMessageStartingWith("rediss://");
    }
}
