package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrNearCacheProvider;
import org.jspecify.annotations.Nullable;

/** Puts a {@link NearCache} with its defaults in front of a store. Stateless and thread-safe. */
public final class NearCacheProvider implements DcrNearCacheProvider {
    /** Creates a provider; the service loader does. */
    public NearCacheProvider() {}

    @Override
    public DcrCredentialStore inFrontOf(
            DcrCredentialStore shared, DcrClock clock, @Nullable DcrEventListener listener) {
        NearCacheBuilder cache = NearCache.builder(shared).clock(clock);
        if (listener != null) {
            cache.listener(listener);
        }
        return cache.build();
    }
}
