package io.github.dcr4j.testkit;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.testkit.http.MemoryWeb;
import io.github.dcr4j.testkit.work.ClockedWork;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * All that a test of a program needs that registers clients, wired together: an authorization server on loopback, a
 * store that can fail, a resolver, and one clock for the three of them, which stands still until the test advances it.
 *
 * <pre>{@code
 * try (DcrTestKit kit = DcrTestKit.start()) {
 *     DcrCredentials first = kit.resolver().resolve(kit.request("openid"));
 *     kit.clock().advance(Duration.ofHours(2));                              // the secret lived for one hour
 *     DcrCredentials second = kit.resolver().resolve(kit.request("openid")); // registered again
 * }
 * }</pre>
 *
 * <p>After a failure the key is held back, by {@link io.github.dcr4j.DcrException#retryAfter} where it has one: a
 * second after the first failure, five when a client may have been created, five minutes after a refusal. Advance the
 * clock by that before resolving again. A server's metadata is kept for ten minutes: script it before the first
 * resolve, or advance the clock.
 *
 * <p>Thread-safe. Close it: the server stops, and so do the resolvers.
 */
public final class DcrTestKit implements AutoCloseable {
    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore store = new MapDcrCredentialStore(clock);
    private final RecordedEvents events = new RecordedEvents();
    private final ClockedWork work = new ClockedWork();
    private final List<DcrResolver> resolvers = new CopyOnWriteArrayList<>();
    private final FakeAuthorizationServer server;
    private final DcrResolver resolver;
    private final @Nullable MemoryWeb memory;

    private DcrTestKit(FakeAuthorizationServerBuilder server, @Nullable MemoryWeb memory) {
        FakeAuthorizationServerBuilder clocked = server.clock(clock);
        this.memory = memory;
        this.server = memory == null ? clocked.start() : clocked.server(memory, null);
        this.resolver = newResolver(settings -> settings);
    }

    /** Starts a kit whose server registers openly and gives secrets that live for an hour. */
    public static DcrTestKit start() {
        return start(FakeAuthorizationServer.builder().secretLife(SECRET_LIFE));
    }

    /**
     * Starts a kit with a server of the test's own making; its clock is set to the kit's. Its secrets never expire
     * unless the builder says otherwise.
     */
    public static DcrTestKit start(FakeAuthorizationServerBuilder server) {
        return new DcrTestKit(Objects.requireNonNull(server, "server"), null);
    }

    /**
     * Starts a kit for unit tests that need no HTTP: a real resolver whose one server is at {@code
     * https://idp.example.com}, and exists in the resolver's HTTP client alone. Nothing is dialled, no name looked up,
     * no port opened; every other server is unknown to the resolver. A connection that a script drops looks as if it had
     * never come about, because there is none. Everything else is as in {@link #start()}. Hand {@link #resolver()} to the
     * program under test.
     */
    public static DcrTestKit inMemory() {
        return inMemory(FakeAuthorizationServer.builder().secretLife(SECRET_LIFE));
    }

    /**
     * Starts a kit as {@link #inMemory()} does, with a server of the test's own making: it speaks https without a
     * certificate, whatever the builder says.
     */
    public static DcrTestKit inMemory(FakeAuthorizationServerBuilder server) {
        return new DcrTestKit(
                Objects.requireNonNull(server, "server"), new MemoryWeb(HttpUrl.get("https://idp.example.com/")));
    }

    /** Returns the authorization server. */
    public FakeAuthorizationServer server() {
        return server;
    }

    /** Returns the one clock of server, store and resolvers. */
    public ManualClock clock() {
        return clock;
    }

    /** Returns the store that the kit's resolvers share. */
    public MapDcrCredentialStore store() {
        return store;
    }

    /** Returns the resolver. */
    public DcrResolver resolver() {
        return resolver;
    }

    /** Returns what the kit's resolvers published. */
    public RecordedEvents events() {
        return events;
    }

    /**
     * Returns another resolver on the kit's store, as another replica of the same service has; the kit closes it. A
     * listener set here takes the place of {@link #events()}. A replica that waits for another's lease waits for the
     * kit's clock: ask it by {@code resolveAsync}, and let {@link #advanceUntil} move the clock.
     */
    public DcrResolver newResolver(UnaryOperator<DcrResolverBuilder> settings) {
        DcrResolverBuilder builder = DcrResolver.builder(store)
                .clock(clock)
                .listener(events)
                .executor(work)
                .httpClient(httpClient());
        DcrResolver made = settings.apply(builder).build();
        resolvers.add(made);
        return made;
    }

    private OkHttpClient httpClient() {
        OkHttpClient.Builder client =
                new OkHttpClient.Builder().proxy(Proxy.NO_PROXY).addInterceptor(work);
        if (memory != null) {
            client.addInterceptor(memory);
        } else if (server.issuer().startsWith("https:")) {
            client.sslSocketFactory(server.sslContext().getSocketFactory(), server.trustManager());
        }
        return client.build();
    }

    /** Returns a request of the consumer {@code https://app.example.com} at the kit's server, for these scopes. */
    public DcrRequest request(String... scopes) {
        return requestBuilder().scopes(scopes).build();
    }

    /** Starts a request of the consumer {@code https://app.example.com} at the kit's server. */
    public DcrRequestBuilder requestBuilder() {
        return DcrRequest.builder("https://app.example.com").upstreamIssuer(server.issuer());
    }

    /**
     * Waits until the resolvers have nothing left to do in the background but to wait for the clock.
     *
     * @throws IllegalStateException if they still work after 20 seconds
     */
    public void settle() {
        try {
            if (!work.awaitIdle(LONGEST_SETTLING)) {
                throw new IllegalStateException("background work goes on after " + LONGEST_SETTLING.toSeconds()
                        + " s; it may wait for the clock to be advanced, by one of " + clock.pendingWaits());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while background work went on", e);
        }
    }

    /**
     * Advances the clock until {@code future} is done, from one pending wait to the next, and only while all that the
     * kit's resolvers do is wait: a call to the server takes none of the clock's time. For replicas that wait for each
     * other, and for what is tried again after a pause. Waits of more than five minutes are left alone.
     *
     * @return what the future holds
     * @throws RuntimeException what the future failed with, if it is one
     * @throws CompletionException with what it failed with otherwise
     * @throws IllegalStateException if it is not done after 20 seconds, by the machine's time
     */
    public <T extends @Nullable Object> T advanceUntil(CompletableFuture<T> future) {
        try {
            if (!work.awaitWhile(() -> !future.isDone(), clock::pendingWaits, clock::advance, LONGEST_SETTLING)) {
                throw new IllegalStateException("the future is not done after " + LONGEST_SETTLING.toSeconds()
                        + " s; the waits that are pending: " + clock.pendingWaits());
            }
            return future.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the future was waited for", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    @Override
    public void close() {
        try {
            // What a test has left held would hold up the resolvers, too.
            for (FakeEndpoint endpoint : FakeEndpoint.values()) {
                server.at(endpoint).reset();
            }
            resolvers.forEach(DcrResolver::close);
        } finally {
            work.close();
            server.close();
        }
    }
}
