package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisTopology;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Stores of format 2 on one server under one prefix, and the server's keys. */
final class StateStoreFixture implements AutoCloseable {
    static final DcrKey KEY = DcrFixtures.key("openid");

    final String prefix = OperationsManual.PREFIX + UUID.randomUUID();
    final UnifiedJedis jedis;
    final List<String> findings = new CopyOnWriteArrayList<>();
    private final RedisTopology redis;
    private final List<StateStore> opened = new ArrayList<>();

    StateStoreFixture(RedisTopology redis) {
        this.redis = redis;
        jedis = redis.open();
        OperationsManual.createUser(redis);
    }

    /** Opens a backend with the rights of the operations manual. */
    RedisStateStore backend(String prefix, RedisSecrets secrets) {
        RedisStateStore backend = RedisDcrCredentialStore.builder(
                        Addresses.of(redis, OperationsManual.USER_INFO, "?timeout=10000"), secrets)
                .prefix(prefix)
                .buildStateStore();
        opened.add(backend);
        return backend;
    }

    StateBackedStore store(RedisSecrets secrets) {
        return on(backend(prefix, secrets));
    }

    StateBackedStore on(StateStore backend) {
        return new StateBackedStore(
                backend, DcrClock.system(), Duration.ofSeconds(60), (key, finding) -> findings.add(finding.text()));
    }

    byte[] name(String entry) {
        return name(KEY, entry);
    }

    byte[] name(DcrKey key, String entry) {
        return new Names(prefix).entry(key.fingerprint(), entry);
    }

    byte[] state() {
        return jedis.get(name("state"));
    }

    void putState(byte[] value) {
        jedis.set(name("state"), value);
    }

    static DcrCredentials save(StateBackedStore store, DcrKey key, String clientId, @Nullable DcrCredentials base) {
        DcrCredentials next = DcrFixtures.credentials(key, clientId).build();
        return ((SaveResult.Saved) store.save(next, base == null ? null : base.generation(), null)).stored();
    }

    static Claim claim(StateBackedStore store) {
        return store.coordination(DcrClock.system())
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofMinutes(1), null, "digest", Ceiling.NONE, Purpose.REGISTER));
    }

    @Override
    public void close() {
        opened.forEach(StateStore::close);
        jedis.close();
    }
}
