package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.conformance.replicas.IssuedClient;
import io.github.dcr4j.conformance.replicas.KeyNames;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The authorization server, with the machine's time, and all that it ever did. For one of the keys it recognises equal
 * metadata, as some servers do, and answers with the client that it has, as long as that is new. Thread-safe.
 */
final class ChaosServer implements AutoCloseable {
    private final FakeAuthorizationServer server;
    private final List<ChaosClient> issued = new CopyOnWriteArrayList<>();
    private final List<ChaosClient> renewed = new CopyOnWriteArrayList<>();
    private final List<ChaosRegistration> registrations = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, @Nullable Object>> answers = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final Duration secretLife;
    private FakeGate held = FakeGate.closed();

    /** Starts the server; secrets live for ever if their life is zero. */
    ChaosServer(Duration secretLife) {
        this.secretLife = secretLife;
        FakeAuthorizationServerBuilder described =
                FakeAuthorizationServer.builder().clock(DcrClock.system()).dated();
        server = (secretLife.isZero()
                        ? described
                        : described.secretLife(secretLife).renewingSecretOnUpdate())
                .start();
        server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(this::watch);
        server.at(FakeEndpoint.MANAGEMENT).rewriteAnswers(this::watchManagement);
    }

    /**
     * An update gives the client another secret, which is that of its earlier answers, too, when they are given again.
     */
    private void watchManagement(Map<String, @Nullable Object> answer) {
        lock.lock();
        try {
            String id = String.valueOf(answer.get("client_id"));
            Map<String, @Nullable Object> known = answers.get(id);
            if (known != null && !Objects.equals(known.get("client_secret"), answer.get("client_secret"))) {
                known.put("client_secret", answer.get("client_secret"));
                known.put("client_secret_expires_at", answer.get("client_secret_expires_at"));
                renewed.add(client(answer));
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch(Map<String, @Nullable Object> answer) {
        lock.lock();
        try {
            String key = keyOf(answer);
            String registrar = String.valueOf(answer.get("client_name"));
            ChaosClient known = key.equals(ChaosPlan.SHARING) ? shared(key) : null;
            if (known == null) {
                issue(answer);
            } else {
                server.forget(String.valueOf(answer.get("client_id")));
                answer.clear();
                answer.putAll(answers.get(known.id()));
            }
            registrations.add(new ChaosRegistration(
                    key, String.valueOf(answer.get("client_id")), registrar, System.currentTimeMillis()));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the client of equal metadata; {@code null} if there is none, or its secret is not new any more. */
    private @Nullable ChaosClient shared(String key) {
        long after = secretLife.isZero()
                ? Long.MIN_VALUE
                : System.currentTimeMillis() - secretLife.dividedBy(3).toMillis();
        return issued.stream()
                .filter(client -> client.key().equals(key) && client.atMillis() > after)
                .filter(client -> server.client(client.id()).isPresent())
                .reduce((one, other) -> other)
                .orElse(null);
    }

    private void issue(Map<String, @Nullable Object> answer) {
        answers.put(String.valueOf(answer.get("client_id")), new LinkedHashMap<>(answer));
        issued.add(client(answer));
    }

    private static ChaosClient client(Map<String, @Nullable Object> answer) {
        URI management = URI.create(String.valueOf(answer.get("registration_client_uri")));
        return new ChaosClient(
                new IssuedClient(
                        keyOf(answer),
                        String.valueOf(answer.get("client_id")),
                        String.valueOf(answer.get("client_secret")),
                        answer.get("client_secret_expires_at") instanceof Number end ? end.longValue() : 0),
                String.valueOf(answer.get("client_name")),
                management.getRawPath() + "?" + management.getRawQuery(),
                System.currentTimeMillis());
    }

    private static String keyOf(Map<String, @Nullable Object> metadata) {
        Collection<?> uris = (Collection<?>) metadata.get("redirect_uris");
        return KeyNames.ofUri(String.valueOf(uris == null ? "" : uris.iterator().next()));
    }

    String issuer() {
        return server.issuer();
    }

    /** Forgets the clients of a key; of all, if it is empty. */
    void forget(String key) {
        lock.lock();
        try {
            for (ChaosClient client : issued) {
                if ((key.isEmpty() || client.key().equals(key))
                        && server.client(client.id()).isPresent()) {
                    forgotten.add(client.id());
                    server.forget(client.id());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Holds the answers to registrations until {@link #releaseAnswers}; the clients are made meanwhile. */
    void holdAnswers() {
        held = server.at(FakeEndpoint.REGISTRATION).holdAnswers();
    }

    void releaseAnswers() {
        held.open();
    }

    List<ChaosClient> issued() {
        return List.copyOf(issued);
    }

    /** Returns the clients with the secrets that updates gave them. */
    List<ChaosClient> renewed() {
        return List.copyOf(renewed);
    }

    List<ChaosRegistration> registrations() {
        return List.copyOf(registrations);
    }

    Set<String> forgotten() {
        return Set.copyOf(forgotten);
    }

    Set<String> existing() {
        return server.clients().stream().map(FakeClient::clientId).collect(Collectors.toSet());
    }

    /** Returns how many registrations arrived, by key. */
    Map<String, Integer> posts() {
        Map<String, Integer> posts = new HashMap<>();
        for (RecordedCall call : server.at(FakeEndpoint.REGISTRATION).calls()) {
            posts.merge(keyOf(call.json()), 1, Integer::sum);
        }
        return posts;
    }

    /** Returns the ids of the clients that a replica wanted deleted, whether they still existed or not. */
    Set<String> deletions() {
        Set<String> paths = server.at(FakeEndpoint.MANAGEMENT).calls().stream()
                .filter(call -> call.method().equals("DELETE"))
                .map(call -> call.path() + "?" + call.query())
                .collect(Collectors.toSet());
        return issued.stream()
                .filter(client -> paths.contains(client.managementPath()))
                .map(ChaosClient::id)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        server.close();
    }
}
