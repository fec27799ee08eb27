package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisTopology;

/**
 * Encrypted rows, for a user with no more rights than the operations manual asks for; the store opens its client, its
 * peer is given one.
 */
abstract class EncryptedContract extends RedisContract {
    EncryptedContract(RedisTopology redis) {
        super(redis);
        OperationsManual.createUser(redis);
    }

    @Override
    final RedisDcrCredentialStore openStore() {
        return byAddress(KeyRing.of(Keys.FIRST), OperationsManual.USER_INFO);
    }

    @Override
    final RedisDcrCredentialStore openPeer() {
        return byClient(
                KeyRing.of(Keys.FIRST),
                redis().access().client().user(OperationsManual.USER).password(OperationsManual.PASSWORD));
    }
}
