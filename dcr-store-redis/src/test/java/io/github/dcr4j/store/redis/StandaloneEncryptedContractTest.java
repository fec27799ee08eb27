package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisStandalone;

class StandaloneEncryptedContractTest extends EncryptedContract {
    StandaloneEncryptedContractTest(RedisStandalone redis) {
        super(redis);
    }
}
