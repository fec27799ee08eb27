package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/**
 * Replicas in JVMs of their own, at one authorization server and on one store, and what an {@link Audit} of them needs
 * to know. The server's answers to registrations are watched; a test must not rewrite them. Thread-safe.
 */
public final class Deployment implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final FakeAuthorizationServer server;
    private final ReplicaSpec spec;
    private final DcrCredentialStore store;
    private final List<ReplicaJvm> replicas = new CopyOnWriteArrayList<>();
    private final List<IssuedClient> issued = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> allowed = new ConcurrentHashMap<>();

    /** Starts a server with the machine's time, whose secrets never expire. */
    public Deployment(URI storeUri) {
        this(storeUri, FakeAuthorizationServer.builder());
    }

    /** Starts a server with the machine's time. */
    public Deployment(URI storeUri, FakeAuthorizationServerBuilder described) {
        // a free port may be that of an earlier server, whose clients are still in the Redis that the tests share
        server = described
                .clock(DcrClock.system())
                .issuerPath("/of-" + UUID.randomUUID())
                .start();
        server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(this::watch);
        spec = ReplicaSpec.of(storeUri, server.issuer());
        store = SharedStores.open(spec, event -> {});
    }

    private void watch(Map<String, @Nullable Object> answer) {
        issued.add(new IssuedClient(
                keyOf(answer),
                String.valueOf(answer.get("client_id")),
                String.valueOf(answer.get("client_secret")),
                answer.get("client_secret_expires_at") instanceof Number end ? end.longValue() : 0));
    }

    private static String keyOf(Map<String, @Nullable Object> metadata) {
        Collection<?> uris = (Collection<?>) metadata.get("redirect_uris");
        return KeyNames.ofUri(String.valueOf(uris == null ? "" : uris.iterator().next()));
    }

    /** Returns the authorization server. */
    public FakeAuthorizationServer server() {
        return server;
    }

    /** Returns the usual set-up of a replica here: the same for all, for they wait for each other's leases. */
    public ReplicaSpec spec() {
        return spec;
    }

    /** Starts a replica, which ends with this deployment at the latest, and does not wait for it. */
    public ReplicaJvm start(ReplicaSpec spec) {
        ReplicaJvm replica = ReplicaJvm.start(spec);
        replicas.add(replica);
        return replica;
    }

    /**
     * Starts replicas and returns when each has resolved a key of its own, so that no lease has to last over the
     * loading of classes.
     */
    public List<ReplicaJvm> startWarm(ReplicaSpec... specs) {
        List<ReplicaJvm> started = Stream.of(specs).map(this::start).toList();
        List<CompletableFuture<List<ReplicaAnswer>>> warm = started.stream()
                .map(replica -> replica.resolve("warm-" + replicas.indexOf(replica), 1))
                .toList();
        warm.forEach(answers -> assertThat(answers)
                .succeedsWithin(BOUND)
                .asInstanceOf(InstanceOfAssertFactories.list(ReplicaAnswer.class))
                .allMatch(ReplicaAnswer::succeeded));
        return started;
    }

    /** Starts a replica, lets it resolve a key once, and ends it in an orderly way. */
    public ReplicaAnswer bootOnce(String name) {
        try (ReplicaJvm replica = start(spec().withNearCache(Duration.ofSeconds(30)))) {
            ReplicaAnswer answer = replica.resolve(name, 1)
                    .orTimeout(10, TimeUnit.MINUTES)
                    .join()
                    .get(0);
            replica.closeResolver().orTimeout(10, TimeUnit.MINUTES).join();
            return answer;
        }
    }

    /** Returns a store of the test's own on what the replicas share. */
    public DcrCredentialStore store() {
        return store;
    }

    /** Returns the key of that name. */
    public DcrKey key(String name) {
        return KeyNames.request(name, server.issuer()).key();
    }

    /**
     * Returns what is stored as current under that name. Unlike a caller's hit, which fails when the node of its key
     * has died, this waits until another has taken over.
     */
    public @Nullable DcrCredentials current(String name) {
        AtomicReference<@Nullable DcrCredentials> current = new AtomicReference<>();
        await().atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInSameThread()
                .ignoreExceptionsInstanceOf(DcrStoreException.class)
                .until(() -> {
                    current.set(store.find(key(name)));
                    return true;
                });
        return current.get();
    }

    /** Returns what is stored as current under that name, which something must be. */
    public DcrCredentials currentOrFail(String name) {
        return Objects.requireNonNull(current(name), "nothing is stored under " + name);
    }

    /** Returns how many registrations for a key have arrived at the server. */
    public int posts(String name) {
        return posts().getOrDefault(name, 0);
    }

    /** Returns the clients that the server has issued for a key, deleted ones included. */
    public List<IssuedClient> issued(String name) {
        return issued.stream().filter(client -> client.key().equals(name)).toList();
    }

    /** Notes a fault, or a replacement that was asked for: the key may see one more registration. */
    public void allowOneMore(String name) {
        allowed.merge(name, 2, (before, two) -> before + 1);
    }

    /** Asserts what the library promises whatever happens; see {@link Audit}. */
    public void audit() {
        assertThat(Audit.violations(evidence())).isEmpty();
    }

    private Evidence evidence() {
        List<ReplicaAnswer> answers = new ArrayList<>();
        List<ReplicaEvent> events = new ArrayList<>();
        StringBuilder logs = new StringBuilder();
        for (ReplicaJvm replica : replicas) {
            answers.addAll(replica.answers());
            events.addAll(replica.events());
            logs.append(replica.log());
        }
        return new Evidence(
                Instant.ofEpochMilli(server.clock().millis()),
                List.copyOf(issued),
                server.clients().stream().map(FakeClient::clientId).collect(Collectors.toSet()),
                posts(),
                Map.copyOf(allowed),
                inUse(),
                answers,
                events,
                logs.toString());
    }

    private Map<String, Integer> posts() {
        Map<String, Integer> posts = new HashMap<>();
        for (RecordedCall call : server.at(FakeEndpoint.REGISTRATION).calls()) {
            posts.merge(keyOf(call.json()), 1, Integer::sum);
        }
        return posts;
    }

    private Map<String, Set<String>> inUse() {
        return issued.stream()
                .filter(client -> store.refersTo(key(client.key()), client.clientId()))
                .collect(Collectors.groupingBy(
                        IssuedClient::key, Collectors.mapping(IssuedClient::clientId, Collectors.toSet())));
    }

    /** Ends the replicas, the server and the test's own store; what they shared is its owner's. */
    @Override
    public void close() {
        replicas.forEach(ReplicaJvm::close);
        server.close();
        store.close();
    }
}
