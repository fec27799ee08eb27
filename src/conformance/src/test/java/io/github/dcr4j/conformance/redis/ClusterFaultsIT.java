package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.SlotMove;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Cluster changes while eight replicas register for forty keys: a slot is moved, and then a master dies. */
@ExtendWith(RedisExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterFaultsIT {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final RedisShards redis;
    private final Crowd crowd;

    ClusterFaultsIT(RedisShards redis) throws Exception {
        this.redis = redis;
        crowd = new Crowd(RedisUris.of(redis));
    }

    @AfterEach
    void restore() {
        redis.restore();
    }

    @AfterAll
    void close() {
        crowd.close();
    }

    static IntStream runs() {
        return IntStream.range(0, TestScope.pick(1, 10));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void resolve_slotIsMovedAndThenAMasterDies_noneFailsAndAllAgree(int run) throws Exception {
        moveASlot(crowd.keys("moved-" + run));
        killAMaster(crowd.keys("killed-" + run));
    }

    /**
     * The move goes on when somebody has met a key of which one entry is there and another is not. It is no fault:
     * nothing is lost, so nothing is registered twice.
     */
    private void moveASlot(List<String> keys) throws Exception {
        int slot = redis.slotOf(crowd.nameInRedis(keys.get(0)));
        RedisNode source = redis.masterOf(slot);
        RedisNode target = redis.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();
        source.ask(jedis -> jedis.configResetStat());
        CompletableFuture<SlotMove> begun = new CompletableFuture<>();
        crowd.duringRegistrationFor(keys.get(0), () -> begun.complete(redis.beginSlotMove(slot, target)));

        List<CompletableFuture<List<ReplicaAnswer>>> cold = crowd.ask(keys);
        SlotMove move = begun.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        List<CompletableFuture<List<ReplicaAnswer>>> meanwhile = crowd.ask(keys);
        await().atMost(BOUND).until(() -> hasTurnedAway(source));
        move.moveKeys();
        move.finish();

        crowd.answered(cold);
        crowd.answered(meanwhile);
        crowd.awaitAgreement(keys);
        assertThat(crowd.registrations(keys)).isEqualTo(Crowd.KEYS);
    }

    /** Which of the two it says depends on its version. */
    private static boolean hasTurnedAway(RedisNode node) {
        return Stream.of("errorstat_ASK", "errorstat_TRYAGAIN").anyMatch(node.info("errorstats")::containsKey);
    }

    /** It has lost its replica before, so that what it acknowledged last is lost with it. */
    private void killAMaster(List<String> keys) throws Exception {
        crowd.allowOneMore(keys);

        try (MasterDeath death = MasterDeath.of(redis, redis.masterOf(crowd.nameInRedis(keys.get(0))))) {
            crowd.duringRegistrations(death.at(Crowd.KEYS / 2, Crowd.KEYS / 4));
            List<CompletableFuture<List<ReplicaAnswer>>> cold = crowd.ask(keys);
            death.awaitSuccessor();
            List<CompletableFuture<List<ReplicaAnswer>>> warm = crowd.ask(keys);
            crowd.answered(cold);
            crowd.answered(warm);
        }

        crowd.awaitAgreement(keys);
        assertThat(crowd.registrations(keys)).isBetween(Crowd.KEYS, 2 * Crowd.KEYS);
    }
}
