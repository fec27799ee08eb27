package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.RecordedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Replicas of one service on one store, at one authorization server, by one clock. */
final class Fleet implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final RecordedEvents events = new RecordedEvents();
    private final List<DcrResolver> replicas = new ArrayList<>();
    private final FakeAuthorizationServer server;
    private final DcrCredentialStore store;

    Fleet(StoreKind kind) {
        this(kind, FakeAuthorizationServer.builder().secretLife(SECRET_LIFE));
    }

    Fleet(StoreKind kind, FakeAuthorizationServerBuilder server) {
        this(kind::open, server);
    }

    private Fleet(Function<DcrClock, DcrCredentialStore> store, FakeAuthorizationServerBuilder server) {
        this.store = store.apply(clock);
        this.server = server.clock(clock).start();
    }

    /** Returns a fleet whose store has no threads of its own, for tests that count what waits for the clock. */
    static Fleet onOneThread(StoreKind kind, FakeAuthorizationServerBuilder server) {
        return new Fleet(kind::openOnOneThread, server);
    }

    FakeAuthorizationServer server() {
        return server;
    }

    ManualClock clock() {
        return clock;
    }

    DcrCredentialStore store() {
        return store;
    }

    RecordedEvents events() {
        return events;
    }

    DcrResolver newReplica() {
        return newReplica(settings -> settings);
    }

    DcrResolver newReplica(UnaryOperator<DcrResolverBuilder> settings) {
        DcrResolver replica = settings.apply(
                        DcrResolver.builder(store).clock(clock).listener(events))
                .build();
        replicas.add(replica);
        return replica;
    }

    DcrRequest request(String... scopes) {
        return requestBuilder().scopes(scopes).build();
    }

    DcrRequestBuilder requestBuilder() {
        return DcrRequest.builder("https://app.example.com").upstreamIssuer(server.issuer());
    }

    int registrations() {
        return server.at(FakeEndpoint.REGISTRATION).count();
    }

    @Override
    public void close() {
        replicas.forEach(DcrResolver::close);
        server.close();
        store.close();
    }
}
