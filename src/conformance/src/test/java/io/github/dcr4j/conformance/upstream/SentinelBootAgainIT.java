package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The master dies between two boots, with everything replicated. */
@ExtendWith(RedisExtension.class)
class SentinelBootAgainIT extends BootAgainContract {
    private final RedisSentinelSet redis;

    SentinelBootAgainIT(RedisSentinelSet redis) {
        this.redis = redis;
    }

    @AfterEach
    void restore() {
        redis.restore();
    }

    @Override
    String store() {
        return Stores.redis(RedisUris.of(redis));
    }

    @Override
    void betweenTheBoots() {
        RedisNode master = redis.master();
        // WAIT asks about what its own connection wrote; writes are replicated in order, and so all before it are there
        long replicas = master.ask(jedis -> {
            jedis.incr("boots");
            return jedis.waitReplicas(2, 180_000);
        });
        assertThat(replicas).isEqualTo(2);
        master.kill();
        redis.awaitFailover(master);
    }
}
