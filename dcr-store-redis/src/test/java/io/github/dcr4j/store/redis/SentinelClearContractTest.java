package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisSentinelSet;

class SentinelClearContractTest extends ClearContract {
    SentinelClearContractTest(RedisSentinelSet redis) {
        super(redis);
    }
}
