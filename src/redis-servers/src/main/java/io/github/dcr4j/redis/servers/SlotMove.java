package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.params.MigrateParams;

/** A slot on its way from one master of a Cluster to another. For one thread. */
public final class SlotMove {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int BATCH = 100;
    private static final int MIGRATE_MILLIS = 5_000;

    private final RedisShards shards;
    private final int slot;
    private final RedisNode source;
    private final RedisNode target;

    private SlotMove(RedisShards shards, int slot, RedisNode source, RedisNode target) {
        this.shards = shards;
        this.slot = slot;
        this.source = source;
        this.target = target;
    }

    static SlotMove begin(RedisShards shards, int slot, RedisNode target) {
        SlotMove move = new SlotMove(shards, slot, shards.masterOf(slot), target);
        if (move.source == target) {
            throw new IllegalArgumentException("target: " + target + " serves slot " + slot + " already");
        }
        String sourceId = shards.idOf(move.source);
        String targetId = shards.idOf(target);
        target.ask(jedis -> jedis.clusterSetSlotImporting(slot, sourceId));
        move.source.ask(jedis -> jedis.clusterSetSlotMigrating(slot, targetId));
        return move;
    }

    /** Moves these keys of the slot, and no others. */
    public void moveKeys(String... keys) {
        RedisUser admin = shards.access().admin();
        MigrateParams access = MigrateParams.migrateParams().auth2(admin.name(), admin.password());
        source.ask(jedis -> jedis.migrate("127.0.0.1", target.port(), MIGRATE_MILLIS, access, keys));
    }

    /** Moves all keys of the slot. */
    public void moveKeys() {
        List<String> keys = source.ask(jedis -> jedis.clusterGetKeysInSlot(slot, BATCH));
        while (!keys.isEmpty()) {
            moveKeys(keys.toArray(new String[0]));
            keys = source.ask(jedis -> jedis.clusterGetKeysInSlot(slot, BATCH));
        }
    }

    /** Gives the slot to its new master, and returns when every node knows. All keys must have been moved. */
    public void finish() {
        String targetId = shards.idOf(target);
        // the new owner first: were it the old one, the slot would have no owner if the new one died in between
        target.ask(jedis -> jedis.clusterSetSlotNode(slot, targetId));
        source.ask(jedis -> jedis.clusterSetSlotNode(slot, targetId));
        Poll.until(
                "every node knows that " + target + " serves slot " + slot,
                BOUND,
                () -> shards.running().stream()
                        .allMatch(node -> RedisShards.membersSeenBy(node).stream()
                                .anyMatch(member -> member.id().equals(targetId) && member.serves(slot))));
    }
}
