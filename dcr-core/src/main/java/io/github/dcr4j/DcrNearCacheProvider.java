package io.github.dcr4j;

import org.jspecify.annotations.Nullable;

/**
 * Puts a cache of this process in front of a shared store; found by {@link java.util.ServiceLoader}, and provided by {@code
 * dcr-store-memory}. Implementations are stateless and thread-safe.
 */
public interface DcrNearCacheProvider {
    /**
     * Returns a cache in front of {@code shared}, which it owns: closing the cache closes it. Another replica may go on to
     * use for some seconds what was replaced, invalidated or removed through this one.
     *
     * @param clock the source of time
     * @param listener who is told what the cache notices
     */
    DcrCredentialStore inFrontOf(DcrCredentialStore shared, DcrClock clock, @Nullable DcrEventListener listener);
}
