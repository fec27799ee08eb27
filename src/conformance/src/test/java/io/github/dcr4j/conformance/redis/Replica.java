package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.net.URI;
import java.util.function.UnaryOperator;

/** One replica of a service: a store, a near cache and a resolver that it shares with nobody. */
record Replica(RedisDcrCredentialStore store, NearCache cache, DcrResolver resolver) implements AutoCloseable {
    static Replica start(
            URI redis,
            String prefix,
            ReplicaSettings settings,
            UnaryOperator<DcrResolverBuilder> resolver,
            DcrEventListener listener) {
        RedisDcrCredentialStore store = RedisDcrCredentialStore.builder(redis, settings.secrets())
                .prefix(prefix)
                .patience(settings.patience())
                .retention(settings.retention())
                .listener(listener)
                .build();
        NearCache cache = NearCache.builder(store)
                .softAge(settings.softAge())
                .hardAge(settings.hardAge())
                .listener(listener)
                .build();
        return new Replica(
                store,
                cache,
                resolver.apply(DcrResolver.builder(cache).listener(listener)).build());
    }

    @Override
    public void close() {
        resolver.close();
        cache.close();
    }
}
