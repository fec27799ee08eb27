package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisTopology;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.UnifiedJedis;

/**
 * The contract on real servers; each test has a prefix, and so a store, of its own. One of the two replicas opens its
 * own client by an address, the other is given one. Most tests wait for times to pass, so they run side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class RedisContract extends DcrCoordinationContract {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final int PATIENT_MILLIS = 10_000;

    private final String prefix = OperationsManual.PREFIX + UUID.randomUUID();
    private final RedisTopology redis;
    private @Nullable UnifiedJedis client;
    private @Nullable RedisDcrCredentialStore store;
    private @Nullable RedisDcrCredentialStore peer;

    RedisContract(RedisTopology redis) {
        this.redis = redis;
    }

    abstract RedisDcrCredentialStore openStore();

    abstract RedisDcrCredentialStore openPeer();

    final RedisDcrCredentialStore byAddress(RedisSecrets secrets, String userInfo) {
        return RedisDcrCredentialStore.builder(Addresses.of(redis, userInfo, "?timeout=" + PATIENT_MILLIS), secrets)
                .prefix(prefix)
                .build();
    }

    final RedisDcrCredentialStore byClient(RedisSecrets secrets, DefaultJedisClientConfig.Builder config) {
        UnifiedJedis opened =
                redis.open(config.socketTimeoutMillis(PATIENT_MILLIS).build());
        client = opened;
        return RedisDcrCredentialStore.builder(opened, secrets).prefix(prefix).build();
    }

    final RedisTopology redis() {
        return redis;
    }

    @AfterEach
    void close() {
        store().close();
        peer().close();
        if (client != null) {
            client.close();
        }
    }

    /** The contract asks for its stores before anything that could be done here. */
    @Override
    protected final DcrCredentialStore store() {
        RedisDcrCredentialStore opened = store == null ? openStore() : store;
        store = opened;
        return opened;
    }

    @Override
    protected final DcrCredentialStore peer() {
        RedisDcrCredentialStore opened = peer == null ? openPeer() : peer;
        peer = opened;
        return opened;
    }

    @Override
    protected final void letPass(Duration time) {
        try {
            clock().after(time).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected final DcrClock clock() {
        return DcrClock.system();
    }
}
