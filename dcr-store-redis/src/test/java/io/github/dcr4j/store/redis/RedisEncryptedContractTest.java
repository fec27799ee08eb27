package io.github.dcr4j.store.redis;

/** Encrypted, and with no more rights than the operations manual asks for. */
class RedisEncryptedContractTest extends RedisContract {
    @Override
    RedisSecrets secrets() {
        return KeyRing.of(Keys.FIRST);
    }

    @Override
    String userInfo(String prefix) {
        RedisUsers.create(REDIS.operator(), prefix);
        return RedisUsers.USER_INFO;
    }
}
