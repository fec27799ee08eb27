package io.github.dcr4j.conformance.replicas;

import static io.github.dcr4j.conformance.replicas.Answers.generationOf;
import static io.github.dcr4j.conformance.replicas.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The replica that renews or removes a client is killed where it matters most: the next one goes on with what is true,
 * and tells what cannot be managed any more.
 */
@ExtendWith(RedisExtension.class)
class ManagementTakeoverIT {
    private static final String KEY = "gateway";
    private static final int CALLERS = 8;
    private static final Duration BOUND = Duration.ofMinutes(3);

    /** Due after half of it; a takeover takes longer than what is left then. */
    private static final Duration SECRET_LIFE = Pace.stretched(Duration.ofSeconds(8), Duration.ofSeconds(30));

    private static Deployment deployment(RedisStandalone redis) {
        return new Deployment(
                RedisUris.of(redis),
                FakeAuthorizationServer.builder()
                        .secretLife(SECRET_LIFE)
                        .renewingSecretOnUpdate()
                        .rotatingRegistrationAccessToken());
    }

    /** Where the new token is nowhere but in the process that dies, nobody can manage the client any more. */
    @ParameterizedTest
    @CsvSource({"BEFORE_AMEND, true", "AFTER_AMEND, false", "AFTER_PUT, true"})
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherKilledWhileItRenewed_goesOnWithTheNewestTokenOrAnotherClient(
            CrashPoint point, boolean tokenLost, RedisStandalone redis) throws Exception {
        try (Deployment deployment = deployment(redis)) {
            ReplicaSpec spec = deployment.spec().withRenewal();
            List<ReplicaJvm> replicas = deployment.startWarm(spec, spec);
            String first = generationOf(get(replicas.get(0).resolve(KEY, 1)));
            String clientId = deployment.currentOrFail(KEY).clientId();
            replicas.get(0).arm(point);
            await("it renews when it is due, and dies of it")
                    .atMost(BOUND)
                    .until(() -> isFailed(replicas.get(0).resolve(KEY, 1)));
            assertThat(replicas.get(0).awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);

            ReplicaJvm next = replicas.get(1);
            await().atMost(BOUND)
                    .until(() -> !generationOf(get(next.resolve(KEY, 1))).equals(first));

            DcrCredentials stored = deployment.currentOrFail(KEY);
            FakeClient held = deployment.server().client(stored.clientId()).orElseThrow();
            assertThat(stored.clientId().equals(clientId)).isEqualTo(!tokenLost);
            assertThat(deployment.posts(KEY)).isEqualTo(tokenLost ? 2 : 1);
            assertThat(stored.clientSecret().orElse(null)).isEqualTo(held.clientSecret());
            assertThat(stored.management().orElse(null)).isEqualTo(held.management());
            assertThat(next.events(DcrEvent.NotRenewed.class, KEY))
                    .extracting(event -> event.detail("clientId"))
                    .isEqualTo(tokenLost ? List.of(clientId) : List.of());
            assertThat(get(next.find(KEY, first))).allMatch(ReplicaAnswer::succeeded);
            assertThat(next.events(DcrEvent.OrphanSuspected.class, KEY)).isEmpty();
        }
    }

    private static boolean isFailed(CompletableFuture<List<ReplicaAnswer>> answers) {
        try {
            get(answers);
            return false;
        } catch (CompletionException e) {
            return true;
        }
    }

    /** The client that is removed is never given again, and is not forgotten before it is deleted. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_REMOVE", "BEFORE_DELETE", "AFTER_DELETE"})
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherKilledWhileItDeregistered_givesAnotherClientAndTheRemovedOneIsDeleted(
            CrashPoint point, RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(deployment.spec(), deployment.spec());
            String removed = generationOf(get(replicas.get(0).resolve(KEY, CALLERS)));
            replicas.get(0).arm(point);
            assertThat(isFailed(replicas.get(0).deregister(KEY))).isTrue();
            assertThat(replicas.get(0).awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);
            deployment.allowOneMore(KEY);

            ReplicaJvm next = replicas.get(1);
            String given = generationOf(get(next.resolve(KEY, CALLERS)));
            List<ReplicaAnswer> found = get(next.find(KEY, removed));
            List<ReplicaAnswer> deregistered = get(next.deregister(KEY));

            assertThat(given).isNotEqualTo(removed);
            assertThat(found).noneMatch(ReplicaAnswer::succeeded);
            assertThat(deregistered).allMatch(answer -> answer.error() == null);
            assertThat(deployment.posts(KEY)).isEqualTo(2);
            assertThat(deployment.issued(KEY))
                    .hasSize(2)
                    .noneMatch(client ->
                            deployment.server().client(client.clientId()).isPresent());
            deployment.audit();
        }
    }
}
