package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisStandalone;

class StandaloneClearContractTest extends ClearContract {
    StandaloneClearContractTest(RedisStandalone redis) {
        super(redis);
    }
}
