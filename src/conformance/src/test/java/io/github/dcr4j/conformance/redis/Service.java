package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedEvents;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The replicas of one service on one Redis, under a prefix of their own, and the server they register at. Thread-safe.
 */
final class Service implements AutoCloseable {
    private final URI redis;
    private final FakeAuthorizationServer server;
    private final String prefix = "test-" + UUID.randomUUID();
    private final RecordedEvents events = new RecordedEvents();
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();

    private Service(URI redis, FakeAuthorizationServer server) {
        this.redis = redis;
        this.server = server;
    }

    static Service on(RedisStandalone redis) {
        return on(redis, FakeAuthorizationServer.builder());
    }

    /** The server goes by the machine's clock, as Redis does. */
    static Service on(RedisStandalone redis, FakeAuthorizationServerBuilder server) {
        return new Service(RedisUris.of(redis), server.clock(DcrClock.system()).start());
    }

    Replica replica() {
        return replica(ReplicaSettings.usual());
    }

    Replica replica(ReplicaSettings settings) {
        return replica(settings, resolver -> resolver);
    }

    private Replica replica(ReplicaSettings settings, UnaryOperator<DcrResolverBuilder> resolver) {
        Replica replica = Replica.start(redis, prefix, settings, resolver, events);
        replicas.add(replica);
        return replica;
    }

    List<Replica> replicas(int count, ReplicaSettings settings) {
        return IntStream.range(0, count).mapToObj(i -> replica(settings)).toList();
    }

    /** Starts replicas whose resolvers are not the usual ones. */
    List<Replica> replicas(int count, ReplicaSettings settings, UnaryOperator<DcrResolverBuilder> resolver) {
        return IntStream.range(0, count)
                .mapToObj(i -> replica(settings, resolver))
                .toList();
    }

    FakeAuthorizationServer server() {
        return server;
    }

    /** Returns what all stores, near caches and resolvers told. */
    RecordedEvents events() {
        return events;
    }

    /** Returns how often a registration was sent. */
    int registrations() {
        return server.at(FakeEndpoint.REGISTRATION).count();
    }

    DcrRequest request(String... scopes) {
        return requestBuilder(scopes).build();
    }

    DcrRequestBuilder requestBuilder(String... scopes) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .grantTypes("authorization_code", "refresh_token", "client_credentials")
                .scopes(scopes);
    }

    /** Registers another client, and saves it in the place of {@code former}, which has not ended. */
    DcrCredentials replace(Replica by, DcrRequest request, DcrCredentials former) {
        try (MemoryDcrCredentialStore aside = MemoryDcrCredentialStore.create();
                DcrResolver other = DcrResolver.builder(aside).build()) {
            SaveResult saved = by.cache().save(other.resolve(request), former.generation(), null);
            return ((SaveResult.Saved) saved).stored();
        }
    }

    /** Returns the name of an entry of a key in Redis: {@code record}, {@code former} or {@code state}. */
    String name(DcrRequest request, String entry) {
        return prefix + ":{" + request.key().fingerprint() + "}:" + entry;
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        server.close();
    }
}
