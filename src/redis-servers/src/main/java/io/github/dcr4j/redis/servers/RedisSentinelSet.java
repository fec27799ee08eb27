package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * One master, two replicas and three Sentinels, two of which must agree to replace the master. They find it down after
 * 3 s of silence. Safe for concurrent use.
 *
 * <p>A Sentinel starts a second failover at the earliest 4 s after the first: tests that cause several wait for each.
 */
public final class RedisSentinelSet implements ReplicatedRedis {
    private static final String MASTER_NAME = "dcr4j-master";
    private static final int REPLICAS = 2;
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    /**
     * Short enough for tests. A Sentinel pings once a second, and connects to a server that it knows under another role
     * by now at most once a second: with one second, it finds a new master down right after it was made one.
     */
    private static final long DOWN_AFTER_MILLIS = 3_000;

    private static final long FAILOVER_TIMEOUT_MILLIS = 2_000;
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final RedisHost host;
    private final List<RedisNode> nodes = new ArrayList<>();
    private final List<RedisNode> sentinels = new ArrayList<>();

    private RedisSentinelSet(RedisHost host) {
        this.host = host;
        List<Integer> ports = LoopbackPorts.free(1 + REPLICAS + SENTINELS);
        int master = ports.get(0);
        nodes.add(host.launchData(master, List.of()));
        for (int port : ports.subList(1, 1 + REPLICAS)) {
            nodes.add(host.launchData(port, List.of("replicaof 127.0.0.1 " + master)));
        }
        nodes.forEach(RedisNode::awaitUp);
        SentinelWatch watch =
                new SentinelWatch(MASTER_NAME, master, QUORUM, DOWN_AFTER_MILLIS, FAILOVER_TIMEOUT_MILLIS);
        for (int port : ports.subList(1 + REPLICAS, ports.size())) {
            sentinels.add(host.launchSentinel(port, watch));
        }
        sentinels.forEach(RedisNode::awaitUp);
        awaitComplete();
    }

    /** Starts a plain set. */
    public static RedisSentinelSet start() {
        return start(RedisOptions.plain());
    }

    /** Starts a set and returns when every Sentinel knows every server and both replicas are up to date. */
    public static RedisSentinelSet start(RedisOptions options) {
        return RedisHost.start(options, RedisSentinelSet::new);
    }

    /** Returns the name that the Sentinels give the master. */
    public String masterName() {
        return MASTER_NAME;
    }

    /** Returns where the Sentinels listen. */
    public Set<HostAndPort> sentinelAddresses() {
        return sentinels.stream().map(RedisNode::address).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the Sentinels, in the order they were started. */
    public List<RedisNode> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Returns the server that most Sentinels say is the master. */
    public RedisNode master() {
        Map<Integer, Long> votes = runningSentinels().stream()
                .collect(Collectors.groupingBy(RedisSentinelSet::masterPort, Collectors.counting()));
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(vote -> atPort(vote.getKey()))
                .orElseThrow(() -> new IllegalStateException("No Sentinel runs"));
    }

    @Override
    public List<RedisNode> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public RedisNode masterOf(String key) {
        return master();
    }

    @Override
    public List<RedisNode> replicasOf(RedisNode master) {
        return nodes.stream().filter(node -> node != master && node.isRunning()).toList();
    }

    @Override
    public RedisAccess access() {
        return host.access();
    }

    @Override
    public UnifiedJedis open(JedisClientConfig config) {
        return RedisSentinelClient.builder()
                .masterName(MASTER_NAME)
                .sentinels(sentinelAddresses())
                .clientConfig(config)
                .sentinelClientConfig(access().sentinelClient().build())
                .build();
    }

    @Override
    public RedisNode failOver(String key) {
        RedisNode former = master();
        // refused while the one before is too recent, or no replica is good enough yet
        Poll.until(
                "a Sentinel starts a failover",
                BOUND,
                () -> "OK".equals(runningSentinels().get(0).ask(jedis -> jedis.sentinelFailover(MASTER_NAME))));
        awaitFailover(former);
        return master();
    }

    @Override
    public void awaitFailover(RedisNode former) {
        Poll.until("another master than " + former, BOUND, () -> {
            RedisNode now = master();
            return now != former
                    && runningSentinels().stream().allMatch(sentinel -> masterPort(sentinel) == now.port())
                    && runningSentinels().stream().allMatch(RedisSentinelSet::isCalm)
                    && "master".equals(now.info("replication").get("role"));
        });
    }

    @Override
    public void restore() {
        for (RedisNode sentinel : sentinels) {
            revive(sentinel);
        }
        RedisNode master = master();
        revive(master);
        for (RedisNode node : nodes) {
            revive(node);
            if (node != master && !follows(node, master)) {
                // a Sentinel would do it, but only after some 10 s
                node.ask(jedis -> jedis.replicaof("127.0.0.1", master.port()));
            }
        }
        awaitComplete();
    }

    @Override
    public String describe() {
        return "Sentinel set, " + host.describe();
    }

    @Override
    public void close() {
        host.close();
    }

    private static void revive(RedisNode node) {
        if (node.isRunning()) {
            node.thaw();
            node.awaitUp();
        } else {
            node.restart();
        }
    }

    private static boolean follows(RedisNode node, RedisNode master) {
        return Integer.toString(master.port()).equals(node.info("replication").get("master_port"));
    }

    private void awaitComplete() {
        Poll.until(
                "all Sentinels know one master, its replicas and each other",
                BOUND,
                () -> sentinels.stream().allMatch(this::seesAll));
        Poll.until("both replicas are connected", BOUND, () -> {
            RedisNode master = master();
            return Integer.toString(REPLICAS).equals(master.info("replication").get("connected_slaves"))
                    && replicasOf(master).stream()
                            .allMatch(replica ->
                                    "up".equals(replica.info("replication").get("master_link_status")));
        });
    }

    private boolean seesAll(RedisNode sentinel) {
        Map<String, String> seen = sentinel.ask(jedis -> jedis.sentinelMaster(MASTER_NAME));
        return "master".equals(seen.get("flags"))
                && Integer.toString(master().port()).equals(seen.get("port"))
                && Integer.toString(REPLICAS).equals(seen.get("num-slaves"))
                && Integer.toString(SENTINELS - 1).equals(seen.get("num-other-sentinels"))
                && sentinel.ask(jedis -> jedis.sentinelReplicas(MASTER_NAME)).stream()
                        .allMatch(replica -> "slave".equals(replica.get("flags")));
    }

    private static boolean isCalm(RedisNode sentinel) {
        return "master"
                .equals(sentinel.ask(jedis -> jedis.sentinelMaster(MASTER_NAME)).get("flags"));
    }

    private static int masterPort(RedisNode sentinel) {
        return Integer.parseInt(sentinel.ask(jedis -> jedis.sentinelGetMasterAddrByName(MASTER_NAME))
                .get(1));
    }

    private List<RedisNode> runningSentinels() {
        return sentinels.stream().filter(RedisNode::isRunning).toList();
    }

    private RedisNode atPort(int port) {
        return nodes.stream()
                .filter(node -> node.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No server of this set has port " + port));
    }
}
