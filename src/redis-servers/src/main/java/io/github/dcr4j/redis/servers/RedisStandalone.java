package io.github.dcr4j.redis.servers;

import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** One server. Safe for concurrent use. */
public final class RedisStandalone implements RedisTopology {
    private final RedisHost host;
    private final RedisNode node;

    private RedisStandalone(RedisHost host) {
        this.host = host;
        this.node = host.launchData(LoopbackPorts.free(1).get(0), List.of());
        node.awaitUp();
    }

    /** Starts a plain server. */
    public static RedisStandalone start() {
        return start(RedisOptions.plain());
    }

    /** Starts a server and returns when it answers. */
    public static RedisStandalone start(RedisOptions options) {
        return RedisHost.start(options, RedisStandalone::new);
    }

    /** Returns the server. */
    public RedisNode node() {
        return node;
    }

    /** Returns where it listens. */
    public HostAndPort address() {
        return node.address();
    }

    @Override
    public List<RedisNode> nodes() {
        return List.of(node);
    }

    @Override
    public RedisNode masterOf(String key) {
        return node;
    }

    @Override
    public RedisAccess access() {
        return host.access();
    }

    @Override
    public UnifiedJedis open(JedisClientConfig config) {
        return RedisClient.builder()
                .hostAndPort(node.address())
                .clientConfig(config)
                .build();
    }

    @Override
    public void restore() {
        if (node.isRunning()) {
            node.thaw();
            node.awaitUp();
        } else {
            node.restart();
        }
    }

    @Override
    public String describe() {
        return "standalone, " + host.describe();
    }

    @Override
    public void close() {
        host.close();
    }
}
