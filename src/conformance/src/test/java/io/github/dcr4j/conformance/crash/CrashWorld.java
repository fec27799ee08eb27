package io.github.dcr4j.conformance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.conformance.RegisteredClient;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.state.EndedLease;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import io.github.dcr4j.store.redis.RedisSecrets;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.RecordedEvents;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/**
 * Replicas of a service with one client registered, some of which die, at a server whose secrets live for an hour.
 * Server and resolvers go by one clock, which a test advances; Redis goes by its own.
 */
final class CrashWorld extends RegisteredClient implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final Parts parts;
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final RecordedEvents events = new RecordedEvents();

    /**
     * What a world is made of: how a replica connects to the store, and how the lease of one that died comes to its
     * end.
     */
    private record Parts(
            ManualClock clock,
            FakeAuthorizationServer server,
            DcrCredentialStore store,
            Supplier<DcrCredentialStore> connections,
            Consumer<DcrKey> endOfLease) {
        static FakeAuthorizationServer start(FakeAuthorizationServerBuilder server, ManualClock clock) {
            return server.clock(clock).secretLife(SECRET_LIFE).start();
        }

        DcrRequestBuilder request() {
            return DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer(server.issuer())
                    .scopes("openid")
                    .grantTypes("authorization_code", "client_credentials");
        }
    }

    private CrashWorld(Parts parts, DcrResolver registrar, DcrRequest request) {
        super(parts.server(), parts.store(), registrar, request);
        this.parts = parts;
        registrar.close();
    }

    private static CrashWorld of(Parts parts, UnaryOperator<DcrRequestBuilder> shape) {
        DcrResolver registrar =
                DcrResolver.builder(parts.store()).clock(parts.clock()).build();
        return new CrashWorld(parts, registrar, shape.apply(parts.request()).build());
    }

    /** Begins a world whose replicas share memory. */
    static CrashWorld inMemory(FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> shape) {
        ManualClock clock = new ManualClock();
        DcrCredentialStore store = new MapDcrCredentialStore(clock);
        Consumer<DcrKey> endOfLease = key -> clock.advance(LEASE.plusSeconds(1));
        return of(new Parts(clock, Parts.start(server, clock), store, () -> store, endOfLease), shape);
    }

    /**
     * Begins a world whose replicas share a Redis, each by connections of its own. Entries are in clear, so that a
     * lease can be ended in the state.
     */
    static CrashWorld onRedis(
            RedisStandalone redis, FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> shape) {
        ManualClock clock = new ManualClock();
        clock.setWallClock(Instant.now());
        String prefix = "crash-" + UUID.randomUUID();
        Supplier<DcrCredentialStore> connections =
                () -> RedisDcrCredentialStore.builder(RedisUris.of(redis), RedisSecrets.inClear())
                        .prefix(prefix)
                        .build();
        Consumer<DcrKey> endOfLease = key -> redis.node().ask(jedis -> {
            byte[] name = (prefix + ":{" + key.fingerprint() + "}:state").getBytes(UTF_8);
            return jedis.set(name, EndedLease.in(key, jedis.get(name)));
        });
        return of(new Parts(clock, Parts.start(server, clock), connections.get(), connections, endOfLease), shape);
    }

    FakeAuthorizationServer server() {
        return parts.server();
    }

    /** Returns what replicas that live told. */
    RecordedEvents events() {
        return events;
    }

    void expire() {
        parts.clock().advance(SECRET_LIFE);
    }

    /** Lets the lease of whoever died come to its end; nobody else ends it. */
    void endLease() {
        parts.endOfLease().accept(key());
    }

    /** Returns a replica's way to the store, and to the server, that ends after so many steps. */
    Mortal mortal(int steps) {
        return new Mortal(connect(), steps);
    }

    /** Starts the replica that lives as long as {@code world}. */
    DcrResolver replica(Mortal world) {
        return replica(
                world,
                resolver -> resolver.httpClient(new OkHttpClient.Builder()
                        .proxy(Proxy.NO_PROXY)
                        .addInterceptor(world)
                        .build()));
    }

    /** Starts a replica that lives. */
    DcrResolver replica() {
        return replica(connect(), resolver -> resolver.listener(events));
    }

    /** Starts a replica that lives, and that calls the server by {@code http}. */
    DcrResolver replica(OkHttpClient http) {
        return replica(connect(), resolver -> resolver.listener(events).httpClient(http));
    }

    private DcrResolver replica(DcrCredentialStore store, UnaryOperator<DcrResolverBuilder> settings) {
        DcrResolver replica = settings.apply(
                        DcrResolver.builder(store).clock(parts.clock()).leaseDuration(LEASE))
                .build();
        closings.push(replica::close);
        return replica;
    }

    private DcrCredentialStore connect() {
        DcrCredentialStore connection = parts.connections().get();
        closings.push(connection::close);
        return connection;
    }

    @Override
    public void close() {
        closings.forEach(Runnable::run);
        parts.store().close();
        parts.server().close();
    }
}
