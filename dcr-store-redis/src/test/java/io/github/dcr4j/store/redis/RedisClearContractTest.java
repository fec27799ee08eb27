package io.github.dcr4j.store.redis;

class RedisClearContractTest extends RedisContract {
    @Override
    RedisSecrets secrets() {
        return RedisSecrets.inClear();
    }
}
