package io.github.dcr4j.store.redis;

import io.github.dcr4j.Secret;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider;
import io.github.dcr4j.store.redis.connection.RedisUri;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code redis:}, {@code rediss:}, {@code redis-sentinel:} and {@code redis-cluster:}, a {@link
 * RedisDcrCredentialStore} with its defaults. Stateless and thread-safe.
 *
 * @see RedisDcrCredentialStore an example
 */
public final class RedisStoreProvider implements DcrStoreProvider {
    /** Creates a provider; the service loader does. */
    public RedisStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss", "redis-sentinel", "redis-cluster");
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public DcrCredentialStore open(Settings settings) {
        RedisDcrCredentialStoreBuilder store = RedisDcrCredentialStore.builder(settings.uri(), secrets(settings))
                .clock(settings.clock());
        if (settings.prefix() != null) {
            if (RedisUri.parse(settings.uri()).prefix() != null) {
                throw new IllegalArgumentException(
                        "the prefix is given twice: as a parameter of the address and beside it");
            }
            store.prefix(settings.prefix());
        }
        if (settings.listener() != null) {
            store.listener(settings.listener());
        }
        return store.build();
    }

    private static RedisSecrets secrets(Settings settings) {
        List<Secret> keys = settings.encryptionKeys();
        if (!keys.isEmpty()) {
            return KeyRing.ofBase64(keys.get(0), keys.subList(1, keys.size()).toArray(Secret[]::new));
        }
        if (settings.inClear()) {
            return RedisSecrets.inClear();
        }
        throw new IllegalArgumentException("say how secrets are protected in Redis: give encryptionKeys, the first of"
                + " them to write with, or inClear, if nothing else can reach that Redis");
    }
}
