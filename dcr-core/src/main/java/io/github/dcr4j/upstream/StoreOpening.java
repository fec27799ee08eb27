package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrStoreProvider;
import java.util.Map;
import java.util.ServiceLoader;
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

    static DcrCredentialStore open(StoreConfig config, DcrClock clock, @Nullable DcrEventListener listener) {
        DcrStoreProvider provider = provider(config.scheme());
        return provider.open(new DcrStoreProvider.Settings(
                config.uri(),
                config.encryptionKeys().stream().map(SecretSource::read).toList(),
                config.inClear(),
                clock,
                listener));
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
