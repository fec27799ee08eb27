package io.github.dcr4j.examples.serve;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens {@code counting:} stores, and counts them. */
public final class CountingStoreProvider implements DcrStoreProvider {
    static final AtomicInteger OPENED = new AtomicInteger();
    static final AtomicInteger CLOSED = new AtomicInteger();

    /** Creates a provider; the service loader does. */
    public CountingStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("counting");
    }

    @Override
    public DcrCredentialStore open(Settings settings) {
        OPENED.incrementAndGet();
        MapDcrCredentialStore store = new MapDcrCredentialStore(settings.clock());
        return (DcrCredentialStore) Proxy.newProxyInstance(
                DcrCredentialStore.class.getClassLoader(),
                new Class<?>[] {DcrCredentialStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        CLOSED.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
