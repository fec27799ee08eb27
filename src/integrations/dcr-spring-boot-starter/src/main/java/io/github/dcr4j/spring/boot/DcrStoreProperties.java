package io.github.dcr4j.spring.boot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where clients are kept. Immutable; a URI may hold a password, so it prints nothing.
 *
 * @param uri Address of the store: memory:, file:/path, redis://, rediss://, redis-sentinel://, redis-cluster://
 * @param encryptionKeys AES-256 keys in Base64 for what is kept in Redis, the one to write with first.
 * @param inClear Whether secrets are kept in Redis without encryption.
 * @param prefix What the names of the entries in Redis begin with; dcr4j by default.
 * @param nearCache Whether a cache in memory stands in front of the store; by default one does in front of Redis.
 * @param nearCacheSoftAge After how long the cache checks a client in the background; 30 seconds by default.
 * @param nearCacheHardAge After how long it checks a client before it is used; 5 minutes by default.
 */
record DcrStoreProperties(
        @Nullable String uri,
        @DefaultValue List<DcrSecretProperties> encryptionKeys,
        @Nullable Boolean inClear,
        @Nullable String prefix,
        @Nullable Boolean nearCache,
        @Nullable Duration nearCacheSoftAge,
        @Nullable Duration nearCacheHardAge) {
    /** The short form; found by its name when {@code dcr.store} is a text. */
    public static DcrStoreProperties of(String uri) {
        return new DcrStoreProperties(uri, List.of(), null, null, null, null, null);
    }

    @Override
    public String toString() {
        return "DcrStoreProperties";
    }
}
