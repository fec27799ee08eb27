package io.github.dcr4j.conformance.spring;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.net.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A resolver over an empty memory store, with a record of what it sent and what it told. Its clock starts at the machine's
 * time, which the server goes by, and moves only when a test says so. Safe for concurrent use.
 */
final class WatchedResolver implements AutoCloseable {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<DcrEvent> told = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final DcrResolver resolver;

    WatchedResolver() {
        clock.setWallClock(Instant.now());
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .addNetworkInterceptor(this::pass)
                .build();
        resolver = DcrResolver.builder(
                        MemoryDcrCredentialStore.builder().clock(clock).build())
                .clock(clock)
                .httpClient(http)
                .listener(told::add)
                .build();
    }

    DcrCredentials resolve(DcrRequest request) {
        return resolver.resolve(request);
    }

    ManualClock clock() {
        return clock;
    }

    /** Returns the requests that went out, each as its method and its path without the query. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** Returns the events of one kind, in order. */
    <E extends DcrEvent> List<E> told(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        resolver.close();
    }

    private Response pass(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        sent.add(request.method() + " " + request.url().encodedPath());
        return chain.proceed(request);
    }
}
