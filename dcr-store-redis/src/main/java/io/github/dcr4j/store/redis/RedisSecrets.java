package io.github.dcr4j.store.redis;

/**
 * How a {@link RedisDcrCredentialStore} protects what it writes: encrypted with a {@link KeyRing}, or in clear, by
 * name. There is no default. Immutable and thread-safe.
 */
public sealed interface RedisSecrets permits KeyRing, InClear {
    /**
     * Returns the choice to write client secrets and tokens as they are. A reader of Redis reads them, and a writer can
     * have secrets sent to an endpoint of its own. For development, and for a Redis that nothing else reaches.
     */
    static RedisSecrets inClear() {
        return InClear.CHOSEN;
    }
}
