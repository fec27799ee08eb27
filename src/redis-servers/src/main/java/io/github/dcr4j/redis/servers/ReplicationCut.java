package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * Replicas that are kept off their master, while every server runs and answers. Closing lets them in again.
 *
 * <p>They are given a wrong password for their master, and then disconnected. Freezing them would not do: what the
 * master sends meanwhile waits in the system's buffers, and is acted on when they go on.
 */
public final class ReplicationCut implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final List<RedisNode> replicas;
    private final RedisUser admin;

    private ReplicationCut(List<RedisNode> replicas, RedisUser admin) {
        this.replicas = List.copyOf(replicas);
        this.admin = admin;
    }

    /** Cuts, and returns when the master has no replica left. */
    static ReplicationCut of(RedisNode master, List<RedisNode> replicas, RedisUser admin) {
        ReplicationCut cut = new ReplicationCut(replicas, admin);
        replicas.forEach(replica -> replica.ask(jedis -> jedis.configSet("masterauth", "none-that-fits")));
        master.ask(jedis -> jedis.clientKill(ClientKillParams.clientKillParams().type(ClientType.REPLICA)));
        Poll.until(
                master + " has no replica connected",
                BOUND,
                () -> "0".equals(master.info("replication").get("connected_slaves")));
        return cut;
    }

    /** Gives the replicas the right password again; they connect again within about a second. */
    @Override
    public void close() {
        for (RedisNode replica : replicas) {
            if (replica.isRunning()) {
                replica.ask(jedis -> jedis.configSet("masterauth", admin.password()));
            }
        }
    }
}
