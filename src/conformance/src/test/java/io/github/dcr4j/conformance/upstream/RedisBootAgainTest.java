package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class RedisBootAgainTest extends BootAgainContract {
    private final RedisStandalone redis;

    RedisBootAgainTest(RedisStandalone redis) {
        this.redis = redis;
    }

    @Override
    String store() {
        return Stores.redis(RedisUris.of(redis));
    }

    @Override
    void betweenTheBoots() {}
}
