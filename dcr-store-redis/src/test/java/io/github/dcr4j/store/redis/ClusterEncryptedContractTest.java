package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisShards;

class ClusterEncryptedContractTest extends EncryptedContract {
    ClusterEncryptedContractTest(RedisShards redis) {
        super(redis);
    }
}
