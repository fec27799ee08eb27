package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisShards;

class ClusterClearContractTest extends ClearContract {
    ClusterClearContractTest(RedisShards redis) {
        super(redis);
    }
}
