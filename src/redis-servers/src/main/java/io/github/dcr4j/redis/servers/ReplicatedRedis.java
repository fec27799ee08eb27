package io.github.dcr4j.redis.servers;

import java.util.List;

/** Servers with replicas, one of which takes the place of a master that fails. Safe for concurrent use. */
public interface ReplicatedRedis extends RedisTopology {
    /** Returns the running replicas of a master. */
    List<RedisNode> replicasOf(RedisNode master);

    /**
     * Asks for an orderly failover of the master that a key is on, and returns when it is over.
     *
     * @return the new master
     */
    RedisNode failOver(String key);

    /**
     * Returns when another server has taken the place of {@code former}, which was killed or frozen, and all that run
     * agree on it.
     *
     * @throws IllegalStateException if that takes too long
     */
    void awaitFailover(RedisNode former);

    /**
     * Loses acknowledged writes, as an asynchronous replication does when its master dies too early: cuts the
     * replication of the master that {@code key} is on, runs {@code writes}, which it acknowledges, kills it, and
     * returns when a replica that never saw them is the master. The killed server stays down until {@link #restore()}.
     */
    default void loseInFailover(String key, Runnable writes) {
        RedisNode master = masterOf(key);
        ReplicationCut cut = cutReplication(master);
        try {
            writes.run();
            master.kill();
            awaitFailover(master);
        } finally {
            cut.close();
        }
    }

    /** Cuts the replication of a master until the result is closed. */
    default ReplicationCut cutReplication(RedisNode master) {
        return ReplicationCut.of(master, replicasOf(master), access().admin());
    }
}
