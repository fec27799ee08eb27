package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Servers with TLS, passwords and an ACL user, which replicate, agree and fail over all the same. */
class SecuredTopologyTest {
    private static final RedisUser USER =
            new RedisUser("app", "app-word", "~dcr:* +@all -@dangerous +info +cluster|slots");

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.with(RedisOptions.builder()
            .tls()
            .password("open-sesame")
            .sentinelPassword("watch-word")
            .user(USER)
            .build());

    @Test
    void sentinelSet_secured_worksBeforeAndAfterAFailover(RedisSentinelSet redis) {
        worksBeforeAndAfterAFailover(redis);
    }

    @Test
    void shards_secured_workBeforeAndAfterAFailover(RedisShards redis) {
        worksBeforeAndAfterAFailover(redis);
    }

    private static void worksBeforeAndAfterAFailover(ReplicatedRedis redis) {
        try (UnifiedJedis client = redis.open(redis.access().client(USER).build())) {
            client.set("dcr:1", "value");
            assertThatThrownBy(() -> client.set("other", "value")).isInstanceOf(JedisException.class);
        }

        redis.failOver("dcr:1");

        try (UnifiedJedis client = redis.open(redis.access().client(USER).build())) {
            assertThat(client.get("dcr:1")).isEqualTo("value");
            assertThat(client.set("dcr:1", "after")).isEqualTo("OK");
        }
    }
}
