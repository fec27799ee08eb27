package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisShards;

class ClusterStateContractTest extends StateContract {
    ClusterStateContractTest(RedisShards redis) {
        super(redis, KeyRing.of(Keys.FIRST));
    }
}
