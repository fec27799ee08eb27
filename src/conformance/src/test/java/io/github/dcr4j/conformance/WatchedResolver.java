package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.token.TokenCalls;
import java.io.IOException;
import java.net.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A resolver over an empty memory store, with a record of what it sent and what it told. Its clock starts at the
 * machine's time, which the server goes by, and moves only when a test says so. Safe for concurrent use.
 */
public final class WatchedResolver implements AutoCloseable {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<DcrEvent> told = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> beforePosts = new ConcurrentLinkedQueue<>();
    private final ManualClock clock;
    private final DcrResolver resolver;

    /** Opens a resolver over a memory store of its own. */
    public WatchedResolver() {
        this(atMachineTime());
    }

    private WatchedResolver(ManualClock clock) {
        this(MemoryDcrCredentialStore.builder().clock(clock).build(), clock);
    }

    /** Opens a resolver over {@code store}, which others may have too, with the clock they go by. */
    public WatchedResolver(DcrCredentialStore store, ManualClock clock) {
        this(store, clock, settings -> settings);
    }

    /** Opens a resolver over {@code store}, with settings of its own. */
    public WatchedResolver(DcrCredentialStore store, ManualClock clock, UnaryOperator<DcrResolverBuilder> settings) {
        this.clock = clock;
        OkHttpClient http = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .addNetworkInterceptor(this::pass)
                .build();
        resolver = settings.apply(
                        DcrResolver.builder(store).clock(clock).httpClient(http).listener(told::add))
                .build();
    }

    /** Has {@code work} done before the next POST goes out, on the thread that sends it. */
    public void beforeNextPost(Runnable work) {
        beforePosts.add(work);
    }

    /** Returns a clock that starts at the machine's time. */
    public static ManualClock atMachineTime() {
        ManualClock clock = new ManualClock();
        clock.setWallClock(Instant.now());
        return clock;
    }

    /** Returns what the request's server says about itself. */
    public ServerMetadata serverMetadata(DcrRequest request) {
        return resolver.serverMetadata(request);
    }

    /** Resolves. */
    public DcrCredentials resolve(DcrRequest request) {
        return resolver.resolve(request);
    }

    /** Resolves. */
    public ResourceClient resolve(ResourceRequest request) {
        return resolver.resolve(request);
    }

    /** Returns the token calls of the client of {@code request}. */
    public TokenCalls tokens(DcrRequest request) {
        return TokenCalls.of(resolver, request);
    }

    /** Reports that the server rejected {@code client}, and returns what to use instead. */
    public DcrCredentials reportRejected(DcrRequest request, DcrCredentials client) {
        return resolver.reportRejected(request, client);
    }

    /** Reports that the server rejected {@code client}, and why, and returns what to use instead. */
    public DcrCredentials reportRejected(DcrRequest request, DcrCredentials client, ClientRejection why) {
        return resolver.reportRejected(request, client, why);
    }

    /** Finds out whether the server knows the client. */
    public Verification verify(DcrRequest request) {
        return resolver.verify(request);
    }

    /** Returns what an operator does with its clients. */
    public DcrOperations operations() {
        return resolver.operations();
    }

    /** Returns a generation by its name, if the store has it. */
    public Optional<DcrCredentials> find(DcrRequest request, String generation) {
        return resolver.find(request, generation);
    }

    /** Returns its clock. */
    public ManualClock clock() {
        return clock;
    }

    /** Returns the requests that went out, each as its method and its path without the query. */
    public List<String> sent() {
        return List.copyOf(sent);
    }

    /** Returns the events of one kind, in order. */
    public <E extends DcrEvent> List<E> published(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        resolver.close();
    }

    private Response pass(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        Runnable before = request.method().equals("POST") ? beforePosts.poll() : null;
        if (before != null) {
            before.run();
        }
        sent.add(request.method() + " " + request.url().encodedPath());
        return chain.proceed(request);
    }
}
