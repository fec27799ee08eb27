package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisSentinelSet;

class SentinelEncryptedContractTest extends EncryptedContract {
    SentinelEncryptedContractTest(RedisSentinelSet redis) {
        super(redis);
    }
}
