package io.github.dcr4j.store.memory;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider;
import java.util.Set;

/**
 * Opens {@code memory:}, a {@link MemoryDcrCredentialStore}; keys for encryption are of no use to it. Stateless and
 * thread-safe.
 */
public final class MemoryStoreProvider implements DcrStoreProvider {
    /** Creates a provider; the service loader does. */
    public MemoryStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public DcrCredentialStore open(Settings settings) {
        if (!settings.uri().getSchemeSpecificPart().equals("/")) {
            throw new IllegalArgumentException("memory: takes nothing after the colon");
        }
        if (settings.prefix() != null) {
            throw new IllegalArgumentException("memory: has no names that a prefix could stand before");
        }
        return MemoryDcrCredentialStore.builder().clock(settings.clock()).build();
    }
}
