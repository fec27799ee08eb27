package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A generation that was ended on purpose stays ended, although other replicas still hold it in memory. */
@ExtendWith(RedisExtension.class)
class EndedGenerationTest {
    private static final int REPLICAS = 4;

    private final Callers callers = new Callers();
    private final RedisStandalone redis;
    private final Service service;
    private final DcrRequest request;

    EndedGenerationTest(RedisStandalone redis) {
        this.redis = redis;
        service = Service.on(redis);
        request = service.request();
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
    }

    /** Replicas that all hold the same generation, and check it at most 200 ms later. */
    private List<Replica> replicasHoldingOne() {
        List<Replica> replicas =
                service.replicas(REPLICAS, ReplicaSettings.usual().ages(Duration.ofMillis(200), Duration.ofMinutes(5)));
        replicas.forEach(replica -> replica.resolver().resolve(request));
        return replicas;
    }

    private void awaitDropped(List<Replica> replicas, DcrCredentials ended) {
        for (Replica replica : replicas) {
            await().atMost(Callers.BOUND)
                    .until(() -> !ended.equals(replica.cache().find(request.key())));
        }
    }

    private void assertNeverBack(List<Replica> replicas, DcrCredentials ended) {
        assertThat(service.events().of(DcrEvent.Healed.class)).isEmpty();
        for (Replica replica : replicas) {
            assertThat(replica.resolver().find(request, ended.generation())).isEmpty();
            assertThat(replica.cache().heal(ended)).isEqualTo(Healed.ENDED);
            assertThat(replica.store().heal(ended)).isEqualTo(Healed.ENDED);
        }
        assertThat(service.replica().store().find(request.key())).isNotEqualTo(ended);
    }

    @Test
    void resolve_invalidatedOnAnotherReplicaAndReplaced_neverComesBack() throws Exception {
        List<Replica> replicas = replicasHoldingOne();
        Replica first = replicas.get(0);
        DcrCredentials ended = first.resolver().resolve(request);
        List<Load> load = replicas.stream()
                .map(replica -> Load.begin(callers, replica, List.of(request)))
                .toList();

        DcrCredentials replacement = first.resolver().reportRejected(request, ended);
        awaitDropped(replicas, ended);
        load.forEach(Load::stop);

        assertThat(callers.each(replicas, replica -> replica.resolver().resolve(request)))
                .containsOnly(replacement);
        assertNeverBack(replicas, ended);
        assertThat(load).allSatisfy(each -> assertThat(each.failures()).isEmpty());
        assertThat(service.registrations()).isEqualTo(2);
    }

    /** Redis has nothing then, which is what a lost write looks like. */
    @Test
    void resolve_invalidatedAndNotReplaced_neverComesBack() {
        List<Replica> replicas = replicasHoldingOne();
        Replica first = replicas.get(0);
        DcrCredentials ended = first.resolver().resolve(request);
        service.server().at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.status(503));

        assertThatThrownBy(() -> first.resolver().reportRejected(request, ended))
                .isInstanceOf(DcrException.class);
        awaitDropped(replicas, ended);

        assertThat(redis.node().<Boolean>ask(jedis -> jedis.exists(service.name(request, "record"))))
                .isFalse();
        assertNeverBack(replicas, ended);
        for (Replica replica : replicas) {
            assertThatThrownBy(() -> replica.resolver().resolve(request)).isInstanceOf(DcrException.class);
        }
    }

    @Test
    void resolve_removedOnAnotherReplica_isRegisteredAnewOnceAndNeverComesBack() throws Exception {
        List<Replica> replicas = replicasHoldingOne();
        Replica first = replicas.get(0);
        DcrCredentials former = first.resolver().resolve(request);
        DcrCredentials ended = service.replace(first, request, former);
        replicas.forEach(replica -> await().atMost(Callers.BOUND)
                .until(() -> replica.resolver().resolve(request).equals(ended)));

        first.cache().remove(request.key());
        awaitDropped(replicas, ended);
        List<DcrCredentials> given =
                callers.each(replicas, replica -> replica.resolver().resolve(request));

        assertThat(given).containsOnly(given.get(0)).doesNotContain(ended, former);
        assertNeverBack(replicas, ended);
        assertNeverBack(replicas, former);
        assertThat(service.registrations()).isEqualTo(3);
    }
}
