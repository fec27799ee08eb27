package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrNearCacheProvider;
import io.github.dcr4j.store.DcrStoreProvider;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Opens the store that a configuration names, with the module that knows its scheme. */
final class StoreOpening {
    private static final Map<String, String> ARTIFACTS = Map.of(
            "memory", "dcr-store-memory",
            "file", "dcr-store-memory",
            "redis", "dcr-store-redis",
            "rediss", "dcr-store-redis",
            "redis-sentinel", "dcr-store-redis",
            "redis-cluster", "dcr-store-redis");

    private StoreOpening() {}

    static DcrCredentialStore open(
            StoreConfig config,
            DcrClock clock,
            @Nullable DcrEventListener listener,
            UnaryOperator<DcrCredentialStore> wrapper) {
        DcrStoreProvider provider = provider(config.scheme());
        boolean cached = Objects.requireNonNullElse(config.nearCache(), provider.isRemote());
        if (!cached && (config.nearCacheSoftAge() != null || config.nearCacheHardAge() != null)) {
            throw new IllegalArgumentException(
                    "the age of a near cache is given, and none stands in front of a store for '" + config.scheme()
                            + ":'; set nearCache to true, or leave the age out");
        }
        DcrNearCacheProvider nearCache = cached ? nearCache(config) : null;
        DcrCredentialStore store = provider.open(new DcrStoreProvider.Settings(
                config.uri(),
                config.encryptionKeys().stream().map(SecretSource::read).toList(),
                config.inClear(),
                config.prefix(),
                clock,
                listener));
        try {
            DcrCredentialStore wrapped = Objects.requireNonNull(wrapper.apply(store), "what is put around the store");
            if (nearCache == null) {
                return wrapped;
            }
            return nearCache.inFrontOf(
                    wrapped,
                    new DcrNearCacheProvider.Settings(
                            config.nearCacheSoftAge(), config.nearCacheHardAge(), clock, listener));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private static DcrNearCacheProvider nearCache(StoreConfig config) {
        return ServiceLoader.load(DcrNearCacheProvider.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a near cache stands in front of a store for '"
                        + config.scheme()
                        + ":', and none is there; add io.github.dcr4j:dcr-store-memory to the program,"
                        + " or set nearCache to false in the configuration, and every look-up asks the store"));
    }

    private static DcrStoreProvider provider(String scheme) {
        for (DcrStoreProvider provider : ServiceLoader.load(DcrStoreProvider.class)) {
            if (provider.schemes().contains(scheme)) {
                return provider;
            }
        }
        String artifact = ARTIFACTS.get(scheme);
        throw new IllegalArgumentException("no store for '" + scheme + ":' is there; "
                + (artifact == null
                        ? "known are " + ARTIFACTS.keySet().stream().sorted().toList()
                        : "add io.github.dcr4j:" + artifact + " to the program"));
    }
}
