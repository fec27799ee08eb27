package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** More threads than connections on a server that is well: waiting for a connection says nothing about it. */
class BusyPoolTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final Duration WAIT = Duration.ofMillis(5);

    private final ConnectionPoolConfig pool = new ConnectionPoolConfig();
    private final RedisClient client;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RedisDcrCredentialStore store;
    private DcrCredentials saved;

    BusyPoolTest(RedisStandalone redis) {
        pool.setMaxTotal(1);
        pool.setMaxWait(WAIT);
        client = RedisClient.builder()
                .hostAndPort(redis.address())
                .poolConfig(pool)
                .build();
    }

    private RedisDcrCredentialStore open(Duration patience) {
        return RedisDcrCredentialStore.builder(client, KeyRing.of(Keys.FIRST))
                .prefix("test-" + UUID.randomUUID())
                .patience(patience)
                .build();
    }

    @BeforeEach
    void save() {
        store = open(Duration.ofSeconds(60));
        saved = DcrFixtures.credentials(KEY, "a").version(1).build();
        store.save(saved, null, null);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
        client.close();
    }

    @Test
    void find_everyConnectionInUse_failsWithoutOpeningTheCircuit() {
        RedisDcrCredentialStore impatient = open(Duration.ofMillis(20));
        impatient.save(saved, null, null);
        try (Connection held = client.getPool().getResource()) {
            assertThat(held.isConnected()).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThatExceptionOfType(DcrStoreException.class)
                        .isThrownBy(() -> impatient.find(KEY))
                        .withMessageContaining("every connection was in use")
                        .satisfies(e -> assertThat(e.retryable()).isTrue());
            }
        }

        assertThat(impatient.find(KEY)).isEqualTo(saved);
    }

    @Test
    void find_thousandThreadsOnOneConnection_noReadFails() throws Exception {
        List<Future<@Nullable DcrCredentials>> reads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            reads.add(threads.submit(() -> store.find(KEY)));
        }

        for (Future<@Nullable DcrCredentials> read : reads) {
            assertThat(read.get(5, TimeUnit.MINUTES)).isEqualTo(saved);
        }
    }
}
