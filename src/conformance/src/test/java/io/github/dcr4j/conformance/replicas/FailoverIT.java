package io.github.dcr4j.conformance.replicas;

import static io.github.dcr4j.conformance.replicas.Answers.generationOf;
import static io.github.dcr4j.conformance.replicas.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another Redis takes over, with everything or without what was acknowledged last: a replica that remembers that puts
 * it back, and nobody registers anew.
 */
@ExtendWith(RedisExtension.class)
class FailoverIT {
    private static final String KEY = "gateway";
    private static final int CALLERS = 8;

    /** Checks with Redis whatever it is asked for, while it answers from memory. */
    private static ReplicaSpec alwaysChecking(Deployment deployment) {
        return deployment.spec().withNearCache(Duration.ZERO).withPatience(Duration.ofMinutes(1));
    }

    /** Asks a replica until Redis has the generation again. */
    private static void awaitHealed(ReplicaJvm replica, String generation, Deployment deployment) {
        Awaitility.await("healed")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptionsInstanceOf(DcrStoreException.class)
                .until(() -> {
                    assertThat(generationOf(get(replica.resolve(KEY, 1)))).isEqualTo(generation);
                    DcrCredentials current = deployment.current(KEY);
                    return current != null && current.generation().equals(generation);
                });
    }

    @Test
    void resolve_savedClientLostInAFailover_isHealedFromAMemory(RedisSentinelSet redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(alwaysChecking(deployment), alwaysChecking(deployment));
            String[] generation = new String[1];

            redis.loseInFailover(
                    "any",
                    () -> generation[0] = generationOf(get(replicas.get(0).resolve(KEY, CALLERS))));
            awaitHealed(replicas.get(0), generation[0], deployment);

            assertThat(generationOf(get(replicas.get(1).resolve(KEY, CALLERS)))).isEqualTo(generation[0]);
            assertThat(replicas.get(0).events(DcrEvent.Healed.class, KEY)).isNotEmpty();
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        } finally {
            redis.restore();
        }
    }

    static List<CrashPoint> pointsOfHealing() {
        return TestScope.pick(List.of(CrashPoint.BEFORE_HEAL), List.of(CrashPoint.BEFORE_HEAL, CrashPoint.AFTER_HEAL));
    }

    @ParameterizedTest
    @MethodSource("pointsOfHealing")
    void resolve_otherHaltedWhileItHeals_isHealedAgain(CrashPoint point, RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            List<ReplicaJvm> replicas = deployment.startWarm(alwaysChecking(deployment), alwaysChecking(deployment));
            String generation = generationOf(get(replicas.get(0).resolve(KEY, CALLERS)));
            assertThat(generationOf(get(replicas.get(1).resolve(KEY, CALLERS)))).isEqualTo(generation);
            long version = deployment.currentOrFail(KEY).version();
            replicas.get(0).arm(point);

            redis.node()
                    .ask(jedis -> jedis.del(jedis.keys("*" + deployment.key(KEY).fingerprint() + "*")
                            .toArray(String[]::new)));
            CompletableFuture<List<ReplicaAnswer>> asked = replicas.get(0).resolve(KEY, 1);
            assertThat(replicas.get(0).awaitEnd()).isEqualTo(CrashPoint.EXIT_STATUS);
            assertThat(asked).isDone();
            assertThat(deployment.current(KEY) == null).isEqualTo(point == CrashPoint.BEFORE_HEAL);
            awaitHealed(replicas.get(1), generation, deployment);

            assertThat(deployment.currentOrFail(KEY).version()).isEqualTo(version);
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }

    @Test
    void resolve_bootedAgainAfterAFailover_registersNothing(RedisSentinelSet redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            ReplicaAnswer first = deployment.bootOnce(KEY);
            redis.failOver("any");
            ReplicaAnswer second = deployment.bootOnce(KEY);

            assertThat(second.generation()).isNotNull().isEqualTo(first.generation());
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }
}
