package io.github.dcr4j.store.redis;

class RedisEncryptedContractTest extends RedisContract {
    @Override
    RedisSecrets secrets() {
        return KeyRing.of(Keys.FIRST);
    }
}
