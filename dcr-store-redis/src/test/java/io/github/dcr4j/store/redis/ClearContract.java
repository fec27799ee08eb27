package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisTopology;

/** Rows in clear, for a user that may do everything; the store is given its client, its peer opens one. */
abstract class ClearContract extends RedisContract {
    ClearContract(RedisTopology redis) {
        super(redis);
    }

    @Override
    final RedisDcrCredentialStore openStore() {
        return byClient(RedisSecrets.inClear(), redis().access().client());
    }

    @Override
    final RedisDcrCredentialStore openPeer() {
        return byAddress(RedisSecrets.inClear(), "");
    }
}
