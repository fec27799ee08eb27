package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisException;

@ExtendWith(RedisExtension.class)
class RedisShardsTest {
    private final RedisShards redis;

    RedisShardsTest(RedisShards redis) {
        this.redis = redis;
    }

    @AfterEach
    void restore() {
        redis.restore();
    }

    @Test
    void start_plain_threeMastersWithOneReplicaEach() {
        assertThat(redis.masters())
                .hasSize(3)
                .allSatisfy(master -> assertThat(redis.replicasOf(master)).hasSize(1));
    }

    @Test
    void open_plain_writesAndReadsOnEveryShard() {
        try (UnifiedJedis client = redis.open()) {
            for (int i = 0; i < 50; i++) {
                client.set("key" + i, "value" + i);
            }

            for (int i = 0; i < 50; i++) {
                assertThat(client.get("key" + i)).isEqualTo("value" + i);
            }
        }
    }

    @Test
    void kill_master_writesSucceedAgain() {
        try (UnifiedJedis client = redis.open()) {
            RedisNode former = redis.masterOf("key");
            client.set("key", "before");

            former.kill();

            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> "OK".equals(client.set("key", "after")));
            redis.awaitFailover(former);
            assertThat(redis.masterOf("key")).isNotEqualTo(former);
        }
    }

    @Test
    void failOver_running_theReplicaTakesOver() {
        RedisNode former = redis.masterOf("key");
        RedisNode replica = redis.replicasOf(former).get(0);

        RedisNode now = redis.failOver("key");

        assertThat(now).isEqualTo(replica);
        assertThat(redis.masterOf("key")).isEqualTo(replica);
    }

    @Test
    void loseInFailover_acknowledgedWrite_isGone() {
        RedisNode former = redis.masterOf("key");

        redis.loseInFailover("key", () -> {
            try (UnifiedJedis client = redis.open()) {
                assertThat(client.set("{key}lost", "acknowledged")).isEqualTo("OK");
            }
        });

        assertThat(redis.masterOf("key")).isNotEqualTo(former);
        assertThat(redis.masterOf("key").value("{key}lost")).isNull();
    }

    @Test
    void moveSlot_withKeys_servedByTheTarget() {
        try (UnifiedJedis client = redis.open()) {
            for (int i = 0; i < 250; i++) {
                client.set("{moved}" + i, "value" + i);
            }
            RedisNode source = redis.masterOf("{moved}");
            RedisNode target = otherMaster(source);

            redis.moveSlot(redis.slotOf("{moved}"), target);

            assertThat(redis.masterOf("{moved}")).isEqualTo(target);
            assertThat(target.value("{moved}17")).isEqualTo("value17");
            assertThat(client.get("{moved}249")).isEqualTo("value249");
        }
    }

    @Test
    void beginSlotMove_keyMoved_sourceAsksAndClientFollows() {
        try (UnifiedJedis client = redis.open()) {
            client.set("{half}a", "a");
            client.set("{half}b", "b");
            RedisNode source = redis.masterOf("{half}");
            SlotMove move = redis.beginSlotMove(redis.slotOf("{half}"), otherMaster(source));

            move.moveKeys("{half}a");

            assertThatThrownBy(() -> source.value("{half}a")).isInstanceOf(JedisAskDataException.class);
            assertThat(source.value("{half}b")).isEqualTo("b");
            assertThat(client.get("{half}a")).isEqualTo("a");
            move.moveKeys();
            move.finish();
            assertThat(client.get("{half}b")).isEqualTo("b");
        }
    }

    private RedisNode otherMaster(RedisNode source) {
        return redis.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();
    }
}
