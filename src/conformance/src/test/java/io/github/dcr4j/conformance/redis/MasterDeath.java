package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.ReplicatedRedis;
import io.github.dcr4j.redis.servers.ReplicationCut;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The end of a master, which may lose touch with its replicas before: what it acknowledges then is lost with it. */
final class MasterDeath implements AutoCloseable {
    private final ReplicatedRedis redis;
    private final RedisNode master;
    private final CountDownLatch alone = new CountDownLatch(1);
    private volatile @Nullable ReplicationCut cut;

    private MasterDeath(ReplicatedRedis redis, RedisNode master) {
        this.redis = redis;
        this.master = master;
    }

    static MasterDeath of(ReplicatedRedis redis, RedisNode master) {
        return new MasterDeath(redis, master);
    }

    /**
     * Returns what is to happen at which registration.
     *
     * @param last the registration at which the master dies
     * @param unheard how many registrations earlier its replicas hear from it for the last time; zero for to the end
     */
    Map<Integer, Runnable> at(int last, int unheard) {
        if (unheard == 0) {
            alone.countDown();
            return Map.of(last, this::die);
        }
        return Map.of(last - unheard, this::loseTouch, last, this::die);
    }

    private void loseTouch() {
        try {
            cut = redis.cutReplication(master);
        } finally {
            alone.countDown();
        }
    }

    /** Registrations arrive side by side: the one at which it loses touch came earlier, and may still be at that. */
    private void die() {
        try {
            alone.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted before the master died", e);
        }
        master.kill();
    }

    /** Returns when all have found another master. */
    void awaitSuccessor() {
        redis.awaitFailover(master);
    }

    /** Lets the replicas hear from a master again, as they must before one that died can be restored. */
    @Override
    public void close() {
        ReplicationCut made = cut;
        if (made != null) {
            made.close();
        }
    }
}
