package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.SlotMove;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Cluster changes while eight replicas register for forty keys: a slot is moved, and then a master dies. */
@ExtendWith(RedisExtension.class)
class ClusterFaultsIT {
    private final RedisShards redis;
    private final Crowd crowd;

    ClusterFaultsIT(RedisShards redis) throws Exception {
        this.redis = redis;
        crowd = new Crowd(RedisUris.of(redis));
    }

    @AfterEach
    void close() {
        crowd.close();
    }

    @Test
    void resolve_slotIsMovedAndThenAMasterDies_noneFailsAndAllAgree() throws Exception {
        moveASlot(crowd.keys("moved"));
        killAMaster(crowd.keys("killed"));
    }

    /** A move is no fault: nothing is lost, so nothing is registered twice. */
    private void moveASlot(List<String> keys) throws Exception {
        int slot = redis.slotOf(crowd.nameInRedis(keys.get(0)));
        RedisNode source = redis.masterOf(slot);
        RedisNode target = redis.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();
        CountDownLatch registering = new CountDownLatch(1);
        crowd.duringRegistrations(Map.of(Crowd.KEYS / 4, registering::countDown));

        List<CompletableFuture<List<ReplicaAnswer>>> cold = crowd.ask(keys);
        assertThat(registering.await(30, TimeUnit.SECONDS)).isTrue();
        SlotMove move = redis.beginSlotMove(slot, target);
        List<CompletableFuture<List<ReplicaAnswer>>> meanwhile = crowd.ask(keys);
        move.moveKeys();
        move.finish();

        crowd.answered(cold);
        crowd.answered(meanwhile);
        crowd.awaitAgreement(keys);
        assertThat(crowd.registrations(keys)).isEqualTo(Crowd.KEYS);
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
