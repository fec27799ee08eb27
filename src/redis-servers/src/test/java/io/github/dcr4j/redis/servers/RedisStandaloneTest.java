package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

@ExtendWith(RedisExtension.class)
class RedisStandaloneTest {
    private final RedisStandalone redis;

    RedisStandaloneTest(RedisStandalone redis) {
        this.redis = redis;
    }

    @AfterEach
    void restore() {
        redis.restore();
    }

    @Test
    void open_plain_writesAndReads() {
        try (UnifiedJedis client = redis.open()) {
            client.set("key", "value");

            assertThat(client.get("key")).isEqualTo("value");
        }
    }

    @Test
    void describe_running_namesProgramAndVersion() {
        assertThat(redis.describe()).matches("standalone, \\w+ \\d+\\.\\d+\\.\\d+ \\(.+\\)");
        assertThat(redis.describe())
                .contains(redis.node()
                        .info("server")
                        .getOrDefault(
                                redis.describe().contains("Valkey") ? "valkey_version" : "redis_version", "none"));
    }

    @Test
    void start_plain_listensOnLoopbackOnly() {
        assertThat(redis.node().setting("bind")).isEqualTo("127.0.0.1");
    }

    @Test
    void kill_running_refusesUntilRestored() {
        redis.node().kill();

        assertThat(redis.node().isRunning()).isFalse();
        assertThatThrownBy(() -> new Socket(
                        InetAddress.getLoopbackAddress(), redis.address().getPort()))
                .isInstanceOf(IOException.class);
        redis.restore();
        assertThat(redis.node().answers()).isTrue();
    }

    @Test
    void freeze_running_connectsButNeverAnswers() {
        JedisClientConfig hasty =
                redis.access().client().socketTimeoutMillis(200).build();

        redis.node().freeze();

        assertThat(redis.node().isRunning()).isTrue();
        assertThatThrownBy(() -> {
                    try (UnifiedJedis client = redis.open(hasty)) {
                        client.get("key");
                    }
                })
                .isInstanceOf(JedisException.class);
        redis.node().thaw();
        assertThat(redis.node().answers()).isTrue();
    }

    @Test
    void pauseWrites_running_readsGoOnAndWritesWaitUntilResumed() {
        JedisClientConfig hasty =
                redis.access().client().socketTimeoutMillis(300).build();
        try (UnifiedJedis client = redis.open(hasty)) {
            redis.node().pauseWrites(Duration.ofSeconds(30));

            client.get("key");
            assertThatThrownBy(() -> client.set("key", "value")).isInstanceOf(JedisConnectionException.class);
            redis.node().resumeWrites();
            assertThat(client.set("key", "value")).isEqualTo("OK");
        }
    }

    @Test
    void pauseClients_running_readsWaitUntilItIsOver() {
        JedisClientConfig patient =
                redis.access().client().socketTimeoutMillis(5_000).build();
        try (UnifiedJedis client = redis.open(patient)) {
            client.get("key");
            long before = System.nanoTime();

            redis.node().pauseClients(Duration.ofMillis(300));
            client.get("key");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        }
    }
}
