package io.github.dcr4j.conformance.replicas;

import static io.github.dcr4j.conformance.replicas.Answers.generationOf;
import static io.github.dcr4j.conformance.replicas.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The replica that registers stands still for longer than its lease, and then goes on as if nothing had happened: what
 * another has saved meanwhile stays, and what the late one registered is deleted or reported.
 */
@ExtendWith(RedisExtension.class)
class StalledLeaderIT {
    private static final String KEY = "gateway";
    private static final int CALLERS = 8;

    /** The whole JVM stops while one of its threads is about to send its registration, or to save it. */
    @ParameterizedTest
    @EnumSource(
            value = CrashPoint.class,
            names = {"AFTER_MARK", "BEFORE_SAVE"})
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_stalledLongerThanItsLease_returnsTheWinnerAndGivesItsOwnBack(CrashPoint point, RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(deployment.spec(), deployment.spec());
            ReplicaJvm late = replicas.get(0);
            CompletableFuture<List<ReplicaAnswer>> reached = late.stall(point);
            CompletableFuture<List<ReplicaAnswer>> lateAnswers = late.resolve(KEY, CALLERS);
            get(reached);
            late.freeze();
            deployment.allowOneMore(KEY);

            String winner = generationOf(get(replicas.get(1).resolve(KEY, CALLERS)));
            late.thaw();
            late.letGo(point);

            assertThat(generationOf(get(lateAnswers))).isEqualTo(winner);
            assertThat(deployment.posts(KEY)).isEqualTo(2);
            get(late.closeResolver()); // by then it has deleted what it did not need
            assertThat(deployment.server().clients())
                    .filteredOn(client -> isOf(KEY, client))
                    .singleElement()
                    .extracting(FakeClient::clientId)
                    .isEqualTo(get(replicas.get(1).find(KEY, winner)).get(0).clientId());
            assertThat(late.events(DcrEvent.ClientDeleted.class, KEY)).hasSize(1);
            deployment.audit();
        }
    }

    /**
     * A late leader dies before it can delete what it does not need: whoever took over has reported it as suspected.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_stalledAndThenHaltedBeforeItGivesBack_theOtherHasSuspectedIt(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(deployment.spec(), deployment.spec());
            ReplicaJvm late = replicas.get(0);
            late.arm(CrashPoint.BEFORE_DELETE);
            CompletableFuture<List<ReplicaAnswer>> reached = late.stall(CrashPoint.BEFORE_SAVE);
            CompletableFuture<List<ReplicaAnswer>> lateAnswers = late.resolve(KEY, CALLERS);
            get(reached);
            deployment.allowOneMore(KEY);

            String winner = generationOf(get(replicas.get(1).resolve(KEY, CALLERS)));
            late.letGo(CrashPoint.BEFORE_SAVE);

            assertThat(late.awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);
            assertThat(lateAnswers).isDone();
            assertThat(deployment.server().clients())
                    .filteredOn(client -> isOf(KEY, client))
                    .hasSize(2);
            assertThat(replicas.get(1).events(DcrEvent.OrphanSuspected.class, KEY))
                    .hasSize(1);
            assertThat(generationOf(get(replicas.get(1).resolve(KEY, CALLERS)))).isEqualTo(winner);
            deployment.audit();
        }
    }

    /**
     * The JVM stops while the server holds its answer. When it goes on, its call is long over time: it may read the
     * answer all the same, or give it up.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_frozenWhileTheServerHoldsItsAnswer_changesNothingThatOthersUse(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(deployment.spec(), deployment.spec());
            FakeGate gate = FakeGate.closed();
            deployment
                    .server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<List<ReplicaAnswer>> lateAnswers = replicas.get(0).resolve(KEY, CALLERS);
            gate.awaitArrivals(1);
            replicas.get(0).freeze();
            deployment.allowOneMore(KEY);

            String winner = generationOf(get(replicas.get(1).resolve(KEY, CALLERS)));
            gate.open();
            replicas.get(0).thaw();

            assertThat(get(lateAnswers))
                    .hasSize(CALLERS)
                    .allMatch(answer -> answer.succeeded() ? winner.equals(answer.generation()) : answer.retryable());
            assertThat(generationOf(get(replicas.get(0).resolve(KEY, CALLERS)))).isEqualTo(winner);
            assertThat(deployment.posts(KEY)).isEqualTo(2);
            get(replicas.get(0).closeResolver());
            deployment.audit();
        }
    }

    /**
     * The JVM stops after Redis has read for its save, and before it writes: what it writes then builds on what is no
     * more.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_frozenBetweenTheReadAndTheWriteOfItsSave_returnsTheWinnerAndGivesItsOwnBack(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis));
                ReplyThief thief = new ReplyThief(redis.address().getPort())) {
            ReplicaSpec slow = deployment
                    .spec()
                    .withRedisUri(URI.create("redis://127.0.0.1:" + thief.port() + "?timeout=60000"))
                    .withPatience(Duration.ofSeconds(60));
            List<ReplicaJvm> replicas = deployment.startWarm(slow, deployment.spec());
            ReplicaJvm late = replicas.get(0);
            FakeGate gate = FakeGate.closed();
            deployment
                    .server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<List<ReplicaAnswer>> lateAnswers = late.resolve(KEY, CALLERS);
            gate.awaitArrivals(1);
            HeldReply read = thief.takeAfter(0);
            gate.open();
            read.await();
            late.freeze();
            deployment.allowOneMore(KEY);
            assertThat(deployment.current(KEY)).isNull();

            String winner = generationOf(get(replicas.get(1).resolve(KEY, CALLERS)));
            read.deliver();
            late.thaw();

            assertThat(generationOf(get(lateAnswers))).isEqualTo(winner);
            assertThat(deployment.currentOrFail(KEY).generation()).isEqualTo(winner);
            assertThat(deployment.posts(KEY)).isEqualTo(2);
            get(late.closeResolver()); // by then it has deleted what it did not need
            assertThat(late.events(DcrEvent.ClientDeleted.class, KEY)).hasSize(1);
            deployment.audit();
        }
    }

    private static boolean isOf(String key, FakeClient client) {
        return KeyNames.ofUri(client.listed("redirect_uris").get(0)).equals(key);
    }
}
