package io.github.dcr4j.store.memory;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrNearCacheProvider;
import java.time.Duration;

/**
 * Puts a {@link NearCache} in front of a store. Where one of the two ages is given, the other is its default, or the
 * same where the default would not go with it. Stateless and thread-safe.
 */
public final class NearCacheProvider implements DcrNearCacheProvider {
    /** Creates a provider; the service loader does. */
    public NearCacheProvider() {}

    @Override
    public DcrCredentialStore inFrontOf(DcrCredentialStore shared, Settings settings) {
        return builder(shared, settings).build();
    }

    static NearCacheBuilder builder(DcrCredentialStore shared, Settings settings) {
        NearCacheBuilder cache = NearCache.builder(shared).clock(settings.clock());
        Duration soft = settings.softAge();
        Duration hard = settings.hardAge();
        if (soft == null && hard != null) {
            soft = hard.compareTo(cache.softAge) < 0 ? hard : cache.softAge;
        } else if (soft != null && hard == null) {
            hard = soft.compareTo(cache.hardAge) > 0 ? soft : cache.hardAge;
        }
        if (soft != null && hard != null) {
            cache.softAge(soft).hardAge(hard);
        }
        if (settings.listener() != null) {
            cache.listener(settings.listener());
        }
        return cache;
    }
}
