package io.github.dcr4j.conformance.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.replicas.Deployment;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaJvm;
import io.github.dcr4j.conformance.replicas.ReplicaSpec;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Eight replicas in JVMs of their own, which all ask for the same forty keys. */
final class Crowd implements AutoCloseable {
    static final int KEYS = 40;
    private static final int REPLICAS = 8;
    /** Longer than it takes to find another master on a slow machine; nothing waits for its end. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** More than a caller waits at most. */
    private static final long ANSWER_SECONDS = 180;

    private static final Duration BOUND = Duration.ofMinutes(3);

    private final Deployment deployment;
    private final List<ReplicaJvm> replicas;

    /** Starts the replicas, and returns when all are up. */
    Crowd(URI redis) throws Exception {
        deployment = new Deployment(redis);
        ReplicaSpec spec =
                deployment.spec().withLease(PATIENCE).withPatience(PATIENCE).withNearCache(Duration.ofSeconds(1));
        replicas = IntStream.range(0, REPLICAS)
                .mapToObj(i -> deployment.start(spec))
                .toList();
        for (ReplicaJvm replica : replicas) {
            replica.ping().get(ANSWER_SECONDS, SECONDS);
        }
    }

    /** Returns the names of forty keys that nobody has asked for. */
    List<String> keys(String purpose) {
        return IntStream.range(0, KEYS).mapToObj(i -> purpose + "-" + i).toList();
    }

    /** Returns the name in Redis by which the entries of a key find their slot. */
    String nameInRedis(String key) {
        return "dcr4j:{" + deployment.key(key).fingerprint() + "}:state";
    }

    /**
     * Lets things happen while registrations are under way: the replica holds the lease, the server has received what
     * it sent, and nothing is answered or saved before the fault has been done.
     *
     * @param faults what happens at which of the registrations from now on, counted from 1
     */
    void duringRegistrations(Map<Integer, Runnable> faults) {
        AtomicInteger arrived = new AtomicInteger();
        deployment
                .server()
                .at(FakeEndpoint.REGISTRATION)
                .rewriteRequests(metadata ->
                        faults.getOrDefault(arrived.incrementAndGet(), () -> {}).run());
    }

    /** Lets something happen, once, while the registration for a key is under way, as above. */
    void duringRegistrationFor(String key, Runnable fault) {
        List<String> redirectUris = deployment.key(key).redirectUris();
        AtomicBoolean done = new AtomicBoolean();
        deployment.server().at(FakeEndpoint.REGISTRATION).rewriteRequests(metadata -> {
            if (redirectUris.equals(metadata.get("redirect_uris")) && !done.getAndSet(true)) {
                fault.run();
            }
        });
    }

    /** Notes that a fault hits these keys: each may see one more registration. */
    void allowOneMore(List<String> keys) {
        keys.forEach(deployment::allowOneMore);
    }

    /** Has every replica ask for every key at once. */
    List<CompletableFuture<List<ReplicaAnswer>>> ask(List<String> keys) {
        List<CompletableFuture<List<ReplicaAnswer>>> asked = new ArrayList<>();
        for (String key : keys) {
            for (ReplicaJvm replica : replicas) {
                asked.add(replica.resolve(key, 1));
            }
        }
        return asked;
    }

    /** Returns what was answered, and fails if a single caller was failed. */
    List<ReplicaAnswer> answered(List<CompletableFuture<List<ReplicaAnswer>>> asked) throws Exception {
        List<ReplicaAnswer> answers = new ArrayList<>();
        for (CompletableFuture<List<ReplicaAnswer>> each : asked) {
            answers.addAll(each.get(ANSWER_SECONDS, SECONDS));
        }
        assertThat(answers).filteredOn(answer -> !answer.succeeded()).isEmpty();
        return answers;
    }

    /**
     * Returns when all replicas give the one generation that Redis holds for each key, and every client is accounted
     * for.
     */
    void awaitAgreement(List<String> keys) {
        await().atMost(BOUND).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            List<ReplicaAnswer> answers = answered(ask(keys));
            assertThat(answers).hasSize(KEYS * REPLICAS).allSatisfy(answer -> {
                DcrCredentials current = deployment.current(answer.key());
                assertThat(current == null ? "none" : current.generation()).isEqualTo(answer.generation());
            });
        });
        await().atMost(BOUND).untilAsserted(deployment::audit);
        for (ReplicaJvm replica : replicas) {
            assertThat(replica.answers()).allMatch(ReplicaAnswer::succeeded);
            assertThat(replica.events()).noneMatch(event -> event.kind().equals(DcrEvent.Failed.class.getSimpleName()));
        }
    }

    /** Returns how many registrations there were for these keys. */
    int registrations(List<String> keys) {
        return keys.stream().mapToInt(deployment::posts).sum();
    }

    @Override
    public void close() {
        deployment.close();
    }
}
