package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens {@code counting:} stores, and counts those that are open. */
public final class CountingStoreProvider implements DcrStoreProvider {
    static final AtomicInteger OPENED = new AtomicInteger();
    static final AtomicInteger OPEN = new AtomicInteger();
    static volatile @Nullable Settings last;

    /** Creates a provider; the service loader does. */
    public CountingStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("counting");
    }

    @Override
    public DcrCredentialStore open(Settings settings) {
        last = settings;
        OPENED.incrementAndGet();
        OPEN.incrementAndGet();
        MapDcrCredentialStore store = new MapDcrCredentialStore(settings.clock());
        return (DcrCredentialStore) Proxy.newProxyInstance(
                DcrCredentialStore.class.getClassLoader(),
                new Class<?>[] {DcrCredentialStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        OPEN.decrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
