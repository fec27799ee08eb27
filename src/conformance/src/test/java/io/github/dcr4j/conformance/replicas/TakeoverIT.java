package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The replica that registers dies, wherever it is: another one takes over when the lease ends, or at once where nothing
 * is left to do, and a registration that may have been made and not kept is reported.
 */
@ExtendWith(RedisExtension.class)
class TakeoverIT {
    private static final String KEY = "gateway";
    private static final int CALLERS = 8;
    private static final Duration LEASE = Pace.stretched(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** How long after the lease's end the next one is done; on a machine that does nothing else it is 5 s. */
    private static final Duration WITHIN = TestScope.pick(Duration.ofSeconds(15), Duration.ofSeconds(5));

    /** Whoever had to wait for the end of this one would give up waiting. */
    private static final Duration ENDLESS_LEASE = Duration.ofMinutes(10);

    /** Where nothing is known to be lost: the next one does not wait. */
    static List<CrashPoint> pointsWithoutLease() {
        return TestScope.pick(
                List.of(CrashPoint.AFTER_SAVE),
                List.of(
                        CrashPoint.BEFORE_CLAIM,
                        CrashPoint.AFTER_SAVE,
                        CrashPoint.BEFORE_RELEASE,
                        CrashPoint.AFTER_RELEASE,
                        CrashPoint.BEFORE_RETURN));
    }

    @ParameterizedTest
    @MethodSource("pointsWithoutLease")
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherHaltedBeforeTheLeaseOrAfterTheSave_isServedAtOnce(CrashPoint point, RedisStandalone redis)
            throws Exception {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            ReplicaSpec spec = deployment.spec().withLease(ENDLESS_LEASE);
            List<ReplicaJvm> replicas = deployment.startWarm(spec, spec);
            haltAt(point, replicas.get(0));

            List<ReplicaAnswer> answers = replicas.get(1).resolve(KEY, CALLERS).get(3, TimeUnit.MINUTES);

            assertThat(answers).hasSize(CALLERS).allMatch(ReplicaAnswer::succeeded);
            assertThat(deployment.posts(KEY)).isOne();
            assertThat(replicas.get(1).events(DcrEvent.OrphanSuspected.class, KEY))
                    .isEmpty();
            deployment.audit();
        }
    }

    /** Where the lease is held: the point, how many registrations arrive in all, and whether one is suspected. */
    static Stream<Arguments> pointsUnderTheLease() {
        Stream<Arguments> always =
                Stream.of(Arguments.of(CrashPoint.AFTER_CLAIM, 1, false), Arguments.of(CrashPoint.AFTER_POST, 2, true));
        Stream<Arguments> more = Stream.of(
                Arguments.of(CrashPoint.AFTER_MARK, 1, true),
                Arguments.of(CrashPoint.BEFORE_POST, 1, true),
                Arguments.of(CrashPoint.BEFORE_SAVE, 2, true));
        return TestScope.isFull() ? Stream.concat(always, more) : always;
    }

    @ParameterizedTest
    @MethodSource("pointsUnderTheLease")
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherHaltedUnderTheLease_takesOverWhenItEnds(
            CrashPoint point, int posts, boolean suspected, RedisStandalone redis) throws Exception {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(spec(deployment), spec(deployment));
            haltAt(point, replicas.get(0));
            if (posts > 1) {
                deployment.allowOneMore(KEY);
            }

            assertTakenOver(replicas.get(1), suspected ? 1 : 0);

            assertThat(deployment.posts(KEY)).isEqualTo(posts);
            deployment.audit();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherKilledWhileTheServerHoldsItsAnswer_takesOverAndSuspects(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(spec(deployment), spec(deployment));
            FakeGate gate = FakeGate.closed();
            deployment
                    .server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<List<ReplicaAnswer>> lost = replicas.get(0).resolve(KEY, CALLERS);
            gate.awaitArrivals(1);
            replicas.get(0).kill();
            gate.open();
            deployment.allowOneMore(KEY);

            assertTakenOver(replicas.get(1), 1);

            assertThat(lost).isCompletedExceptionally();
            assertThat(deployment.posts(KEY)).isEqualTo(2);
            deployment.audit();
        }
    }

    /** The failure was not recorded, so the next one does not know that the registration was refused. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherHaltedBeforeItsFailureIsRecorded_triesAgainWhenTheLeaseEnds(RedisStandalone redis)
            throws Exception {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(spec(deployment), spec(deployment));
            deployment.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");
            haltAt(CrashPoint.BEFORE_RELEASE, replicas.get(0));
            deployment.allowOneMore(KEY);

            assertTakenOver(replicas.get(1), 1);

            assertThat(deployment.posts(KEY)).isEqualTo(2);
            assertThat(deployment.issued(KEY)).hasSize(1);
            deployment.audit();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_otherHaltedWhileItClosesWithAClientUnsaved_takesOverAndTheClientWasReported(RedisStandalone redis)
            throws Exception {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(spec(deployment), spec(deployment));
            ReplicaJvm closing = replicas.get(0);
            closing.failSaves();
            assertThat(closing.resolve(KEY, CALLERS).get(3, TimeUnit.MINUTES)).allMatch(ReplicaAnswer::succeeded);
            closing.arm(CrashPoint.CLOSING);
            CompletableFuture<List<ReplicaAnswer>> closed = closing.closeResolver();
            assertThat(closing.awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);
            assertThat(closed).isCompletedExceptionally();
            deployment.allowOneMore(KEY);

            assertTakenOver(replicas.get(1), 1);

            assertThat(closing.events(DcrEvent.Unpublished.class, KEY))
                    .singleElement()
                    .extracting(event -> event.detail("clientId"))
                    .isEqualTo(deployment.issued(KEY).get(0).clientId());
            deployment.audit();
        }
    }

    private static ReplicaSpec spec(Deployment deployment) {
        return deployment.spec().withLease(LEASE);
    }

    private static void haltAt(CrashPoint point, ReplicaJvm replica) {
        replica.arm(point);
        CompletableFuture<List<ReplicaAnswer>> lost = replica.resolve(KEY, CALLERS);
        assertThat(replica.awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);
        assertThat(lost).isCompletedExceptionally();
    }

    /** Asserts that a replica gets a client within the lease and a while, by its own clock. */
    private static void assertTakenOver(ReplicaJvm next, int suspicions) {
        List<ReplicaAnswer> answers =
                next.resolve(KEY, CALLERS).orTimeout(10, TimeUnit.MINUTES).join();

        Duration limit = LEASE.plus(Pace.stretched(WITHIN));
        assertThat(answers)
                .hasSize(CALLERS)
                .allMatch(ReplicaAnswer::succeeded)
                .allMatch(answer -> answer.tookMillis() < limit.toMillis());
        assertThat(next.events(DcrEvent.OrphanSuspected.class, KEY)).hasSize(suspicions);
    }
}
