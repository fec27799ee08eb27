package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

@ExtendWith(RedisExtension.class)
class RedisSentinelSetTest {
    private final RedisSentinelSet redis;

    RedisSentinelSetTest(RedisSentinelSet redis) {
        this.redis = redis;
    }

    @AfterEach
    void restore() {
        redis.restore();
    }

    @Test
    void kill_master_writesSucceedAgain() {
        try (UnifiedJedis client = redis.open()) {
            client.set("kept", "value");
            awaitReplicas();
            RedisNode former = redis.master();

            former.kill();

            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> "OK".equals(client.set("key", "after")));
            redis.awaitFailover(former);
            assertThat(redis.master()).isNotEqualTo(former);
            assertThat(client.get("kept")).isEqualTo("value");
        }
    }

    @Test
    void failOver_running_anotherMasterTakesOver() {
        RedisNode former = redis.masterOf("key");

        RedisNode now = redis.failOver("key");

        assertThat(now).isNotEqualTo(former);
        assertThat(now.info("replication")).containsEntry("role", "master");
    }

    @Test
    void loseInFailover_acknowledgedWrite_isGone() {
        redis.master().ask(jedis -> jedis.set("before", "value"));
        awaitReplicas();

        redis.loseInFailover("lost", () -> {
            try (UnifiedJedis client = redis.open()) {
                assertThat(client.set("lost", "acknowledged")).isEqualTo("OK");
            }
        });

        assertThat(redis.master().value("lost")).isNull();
        assertThat(redis.master().value("before")).isEqualTo("value");
    }

    private void awaitReplicas() {
        long replicas = redis.master().ask(jedis -> jedis.waitReplicas(2, 5_000));
        assertThat(replicas).isEqualTo(2);
    }
}
