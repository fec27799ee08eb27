package io.github.dcr4j.redis.servers;

import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/** Finds a node to believe about a Cluster, some of whose nodes may be frozen or cut off. */
final class ClusterView {
    private ClusterView() {}

    /** Returns what the node sees that knows the latest change ({@code cluster_current_epoch}, then its own epoch). */
    static List<ClusterMember> of(List<RedisNode> nodes) {
        List<ClusterMember> latest = List.of();
        long best = -1;
        JedisException last = null;
        for (RedisNode node : nodes) {
            try {
                long rank = rank(node.ask(jedis -> jedis.clusterInfo()));
                if (rank > best) {
                    latest = RedisShards.membersSeenBy(node);
                    best = rank;
                }
            } catch (JedisException frozen) {
                last = frozen;
            }
        }
        if (latest.isEmpty()) {
            throw new IllegalStateException("No node of the Cluster answers", last);
        }
        return latest;
    }

    private static long rank(String clusterInfo) {
        long epoch = clusterInfo
                .lines()
                .filter(line -> line.startsWith("cluster_current_epoch:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
        return 2 * epoch + (clusterInfo.contains("cluster_state:ok") ? 1 : 0);
    }
}
