package io.github.dcr4j.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a cache of this process in front of a shared store; found by {@link java.util.ServiceLoader}, and provided by
 * {@code dcr-store-memory}. Implementations are stateless and thread-safe.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public interface DcrNearCacheProvider {
    /**
     * Returns a cache in front of {@code shared}, which it owns: closing the cache closes it. Another replica may go on
     * to use for some seconds what was replaced, invalidated or removed through this one.
     *
     * @throws IllegalArgumentException if the settings cannot be used
     */
    DcrCredentialStore inFrontOf(DcrCredentialStore shared, Settings settings);

    /**
     * What a cache is opened with. Immutable and thread-safe.
     *
     * @param softAge after how long a key is checked in the background; {@code null} for the cache's default
     * @param hardAge after how long a key is checked before it is used; {@code null} for the cache's default
     * @param clock the source of time
     * @param listener gets what the cache notices
     */
    record Settings(
            @Nullable Duration softAge,
            @Nullable Duration hardAge,
            DcrClock clock,
            @Nullable DcrEventListener listener) {
        /** Checks that there is a clock. */
        public Settings {
            Objects.requireNonNull(clock, "clock");
        }
    }
}
