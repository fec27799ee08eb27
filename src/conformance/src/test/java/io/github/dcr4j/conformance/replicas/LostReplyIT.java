package io.github.dcr4j.conformance.replicas;

import static io.github.dcr4j.conformance.replicas.Answers.generationOf;
import static io.github.dcr4j.conformance.replicas.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Redis has saved a new client, and the replica that registered it never hears of it. */
@ExtendWith(RedisExtension.class)
class LostReplyIT {
    private static final String KEY = "gateway";
    private static final int CALLERS = 8;

    private static ReplicaSpec through(ReplyThief thief, Deployment deployment) {
        URI uri = URI.create("redis://127.0.0.1:" + thief.port() + "?timeout=60000");
        return deployment.spec().withRedisUri(uri).withPatience(Duration.ofSeconds(60));
    }

    /**
     * Lets a replica register, and takes Redis' reply to its save, which reads first: it asks for nothing else
     * meanwhile.
     */
    private static CompletableFuture<List<ReplicaAnswer>> resolveAndLose(
            ReplicaJvm replica, ReplyThief thief, Deployment deployment, Consumer<HeldReply> meanwhile) {
        FakeGate gate = FakeGate.closed();
        deployment
                .server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.asUsual().heldBy(gate));
        CompletableFuture<List<ReplicaAnswer>> answers = replica.resolve(KEY, 1);
        gate.awaitArrivals(1);
        HeldReply reply = thief.takeAfter(1);
        gate.open();
        reply.await();
        meanwhile.accept(reply);
        return answers;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_replyToTheSaveLost_isSavedOnceAndUsed(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis));
                ReplyThief thief = new ReplyThief(redis.address().getPort())) {
            List<ReplicaJvm> replicas = deployment.startWarm(through(thief, deployment), deployment.spec());

            List<ReplicaAnswer> answers = get(resolveAndLose(replicas.get(0), thief, deployment, HeldReply::lose));

            assertThat(generationOf(answers))
                    .isEqualTo(generationOf(get(replicas.get(1).resolve(KEY, CALLERS))));
            assertThat(deployment.currentOrFail(KEY).version()).isOne();
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_replacedByAnotherBeforeItHearsOfItsSave_takesTheReplacementAndDeletesNothing(RedisStandalone redis) {
        Duration life = Pace.stretched(Duration.ofSeconds(6), Duration.ofSeconds(30));
        try (Deployment deployment = new Deployment(
                        RedisUris.of(redis), FakeAuthorizationServer.builder().secretLife(life));
                ReplyThief thief = new ReplyThief(redis.address().getPort())) {
            List<ReplicaJvm> replicas = deployment.startWarm(through(thief, deployment), deployment.spec());
            deployment.allowOneMore(KEY);
            String[] replacement = new String[1];

            List<ReplicaAnswer> answers = get(resolveAndLose(replicas.get(0), thief, deployment, reply -> {
                String saved = deployment.currentOrFail(KEY).generation();
                replacement[0] = Awaitility.await("the first secret expires and is replaced")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> generationOf(get(replicas.get(1).resolve(KEY, 1))), now -> !now.equals(saved));
                reply.lose();
            }));

            assertThat(generationOf(answers)).isEqualTo(replacement[0]);
            assertThat(deployment.issued(KEY))
                    .hasSize(2)
                    .allMatch(client ->
                            deployment.server().client(client.clientId()).isPresent());
            deployment.audit();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_rejectedAndReplacedBeforeItHearsOfItsSave_takesTheReplacement(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis));
                ReplyThief thief = new ReplyThief(redis.address().getPort())) {
            List<ReplicaJvm> replicas = deployment.startWarm(through(thief, deployment), deployment.spec());
            deployment.allowOneMore(KEY);
            String[] generations = new String[2];

            List<ReplicaAnswer> answers = get(resolveAndLose(replicas.get(0), thief, deployment, reply -> {
                generations[0] = generationOf(get(replicas.get(1).resolve(KEY, CALLERS)));
                deployment.server().forget(deployment.issued(KEY).get(0).clientId());
                generations[1] = generationOf(get(replicas.get(1).rejected(KEY, generations[0], CALLERS)));
                reply.lose();
            }));

            assertThat(generations[1]).isNotEqualTo(generations[0]);
            assertThat(generationOf(answers)).isEqualTo(generations[1]);
            deployment.audit();
        }
    }
}
