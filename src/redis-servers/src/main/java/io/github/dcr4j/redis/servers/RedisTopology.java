package io.github.dcr4j.redis.servers;

import java.util.List;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;

/**
 * Redis servers that belong together, as a test started them. Ready when it is handed out; gone when it is closed, when
 * the JVM ends, or, if the JVM is killed, when the next topology of the same system user is started. Implementations
 * are safe for concurrent use.
 */
public interface RedisTopology extends AutoCloseable {
    /** Returns every server that holds data, in the order they were started. */
    List<RedisNode> nodes();

    /** Returns the server that takes writes of a key, as those that decide about it say. */
    RedisNode masterOf(String key);

    /** Returns what it takes to connect. */
    RedisAccess access();

    /** Opens a client of the kind that fits; the caller closes it. */
    UnifiedJedis open(JedisClientConfig config);

    /** Opens a client for the default user; the caller closes it. */
    default UnifiedJedis open() {
        return open(access().client().build());
    }

    /**
     * Thaws what is frozen and starts again what was killed, and returns when all is well. Data is kept as far as the
     * options and the servers that still ran kept it; roles stay as they are.
     *
     * @throws IllegalStateException if that takes too long
     */
    void restore();

    /** Returns what runs, for test reports: {@code standalone, Redis 6.2.11 (bundled)}. */
    String describe();

    /** Ends all servers and removes their files. */
    @Override
    void close();
}
