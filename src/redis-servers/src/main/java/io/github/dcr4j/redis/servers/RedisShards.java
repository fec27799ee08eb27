package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Cluster of three masters with one replica each, and a node time-out of 2 s. While a slot has no master, the whole
 * Cluster refuses requests, as is the default of Redis. Safe for concurrent use.
 */
public final class RedisShards implements ReplicatedRedis {
    private static final int MASTERS = 3;
    private static final int NODES = 6;
    private static final int SLOTS = 16_384;
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final List<String> SETTINGS = List.of(
            "cluster-enabled yes",
            "cluster-config-file nodes.conf",
            "cluster-node-timeout 2000",
            // a replica may take over however long its master was out of reach, so that a test may cut it off first
            "cluster-replica-validity-factor 0");

    private final RedisHost host;
    private final List<RedisNode> nodes = new ArrayList<>();

    private RedisShards(RedisHost host) {
        this.host = host;
        List<String> settings = new ArrayList<>(SETTINGS);
        if (host.access().isEncrypted()) {
            settings.add("tls-cluster yes");
        }
        LoopbackPorts.free(NODES).forEach(port -> nodes.add(host.launchData(port, settings)));
        nodes.forEach(RedisNode::awaitUp);
        assignSlots();
        introduce();
        appointReplicas();
        awaitComplete();
    }

    /** Starts a plain Cluster. */
    public static RedisShards start() {
        return start(RedisOptions.plain());
    }

    /** Starts a Cluster and returns when every node says that it is well and every replica is up to date. */
    public static RedisShards start(RedisOptions options) {
        return RedisHost.start(options, RedisShards::new);
    }

    /** Returns where the nodes listen. */
    public Set<HostAndPort> addresses() {
        return nodes.stream().map(RedisNode::address).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<RedisNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the masters that serve slots and are well. */
    public List<RedisNode> masters() {
        return view().stream()
                .filter(member ->
                        member.isMaster() && member.isWell() && !member.slots().isEmpty())
                .map(member -> atPort(member.port()))
                .toList();
    }

    /** Returns the slot of a key, 0 to 16383. */
    public int slotOf(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    @Override
    public RedisNode masterOf(String key) {
        return masterOf(slotOf(key));
    }

    /** Returns the master that serves a slot. */
    public RedisNode masterOf(int slot) {
        return view().stream()
                .filter(member -> member.isMaster() && member.serves(slot))
                .findFirst()
                .map(member -> atPort(member.port()))
                .orElseThrow(() -> new IllegalStateException("Nobody serves slot " + slot));
    }

    @Override
    public List<RedisNode> replicasOf(RedisNode master) {
        String id = idOf(master);
        return view().stream()
                .filter(member -> member.masterId().equals(id))
                .map(member -> atPort(member.port()))
                .filter(RedisNode::isRunning)
                .toList();
    }

    @Override
    public RedisAccess access() {
        return host.access();
    }

    @Override
    public UnifiedJedis open(JedisClientConfig config) {
        return RedisClusterClient.builder()
                .nodes(addresses())
                .clientConfig(config)
                .build();
    }

    /** Moves a slot with its keys to another master, and returns when every node knows. */
    public void moveSlot(int slot, RedisNode target) {
        SlotMove move = beginSlotMove(slot, target);
        move.moveKeys();
        move.finish();
    }

    /**
     * Begins to move a slot to another master, and leaves it between the two: requests for keys that are not there any
     * more are answered with {@code ASK}, those for several keys of which some are not with {@code TRYAGAIN}.
     */
    public SlotMove beginSlotMove(int slot, RedisNode target) {
        return SlotMove.begin(this, slot, target);
    }

    @Override
    public RedisNode failOver(String key) {
        RedisNode former = masterOf(key);
        RedisNode replica = replicasOf(former).get(0);
        replica.ask(jedis -> jedis.clusterFailover());
        awaitFailover(former);
        return replica;
    }

    @Override
    public void awaitFailover(RedisNode former) {
        Poll.until(
                "another master in place of " + former,
                BOUND,
                () -> running().stream()
                        .filter(node -> node != former)
                        .allMatch(node -> isWell(node)
                                && membersSeenBy(node).stream()
                                        .noneMatch(member -> member.port() == former.port()
                                                && member.isMaster()
                                                && !member.slots().isEmpty())));
    }

    @Override
    public void restore() {
        for (RedisNode node : nodes) {
            if (node.isRunning()) {
                node.thaw();
            } else {
                node.restart();
            }
        }
        awaitComplete();
    }

    @Override
    public String describe() {
        return "Cluster, " + host.describe();
    }

    @Override
    public void close() {
        host.close();
    }

    /** Returns the id that a node has in the Cluster. */
    String idOf(RedisNode node) {
        return view().stream()
                .filter(member -> member.port() == node.port())
                .findFirst()
                .map(ClusterMember::id)
                .orElseThrow(() -> new IllegalStateException("Not of this Cluster: " + node));
    }

    /** Returns the nodes whose process runs. */
    List<RedisNode> running() {
        return nodes.stream().filter(RedisNode::isRunning).toList();
    }

    static List<ClusterMember> membersSeenBy(RedisNode node) {
        return ClusterMember.parse(node.ask(jedis -> jedis.clusterNodes()));
    }

    /** Returns what a node sees that runs, answers and finds the Cluster well; else what any that answers sees. */
    private List<ClusterMember> view() {
        return ClusterView.of(running());
    }

    private void assignSlots() {
        for (int shard = 0; shard < MASTERS; shard++) {
            int[] slots = IntStream.range(shard * SLOTS / MASTERS, (shard + 1) * SLOTS / MASTERS)
                    .toArray();
            int epoch = shard + 1;
            nodes.get(shard).ask(jedis -> jedis.clusterSetConfigEpoch(epoch));
            nodes.get(shard).ask(jedis -> jedis.clusterAddSlots(slots));
        }
    }

    /** Introduces each to each: quicker than to wait until word has gone round. */
    private void introduce() {
        for (RedisNode node : nodes) {
            for (RedisNode other : nodes) {
                if (node != other) {
                    node.ask(jedis -> jedis.clusterMeet("127.0.0.1", other.port()));
                }
            }
        }
        Poll.until(
                "every node knows every other",
                BOUND,
                () -> nodes.stream().allMatch(node -> {
                    List<ClusterMember> members = membersSeenBy(node);
                    return members.size() == NODES && members.stream().allMatch(ClusterMember::isWell);
                }));
    }

    private void appointReplicas() {
        for (int replica = MASTERS; replica < NODES; replica++) {
            String masterId = nodes.get(replica - MASTERS).ask(jedis -> jedis.clusterMyId());
            nodes.get(replica).ask(jedis -> jedis.clusterReplicate(masterId));
        }
    }

    private void awaitComplete() {
        Poll.until(
                "every node finds the Cluster well and complete",
                BOUND,
                () -> nodes.stream()
                        .allMatch(node -> isWell(node) && isComplete(membersSeenBy(node)) && isLinked(node)));
    }

    private static boolean isWell(RedisNode node) {
        return node.ask(jedis -> jedis.clusterInfo()).contains("cluster_state:ok");
    }

    private static boolean isComplete(List<ClusterMember> members) {
        return members.size() == NODES
                && members.stream().allMatch(ClusterMember::isWell)
                && members.stream().filter(member -> !member.isMaster()).count() == NODES - MASTERS;
    }

    private static boolean isLinked(RedisNode node) {
        String link = node.info("replication").get("master_link_status");
        return link == null || "up".equals(link);
    }

    private RedisNode atPort(int port) {
        return nodes.stream()
                .filter(node -> node.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No node of this Cluster has port " + port));
    }
}
