package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisStandalone;

class StandaloneStateContractTest extends StateContract {
    StandaloneStateContractTest(RedisStandalone redis) {
        super(redis, RedisSecrets.inClear());
    }
}
