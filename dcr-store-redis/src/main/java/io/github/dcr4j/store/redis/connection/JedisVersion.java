package io.github.dcr4j.store.redis.connection;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/** Says which Jedis is needed where an older one is on the class path. Stateless. */
public final class JedisVersion {
    private static final String OLDEST = "7.2.0";

    private JedisVersion() {}

    /**
     * Looks for the youngest classes that the store uses, before it needs one of them.
     *
     * @throws IllegalStateException if one is missing
     */
    public static void check() {
        require(() ->
                List.of(RedisClient.class, RedisClusterClient.class, RedisSentinelClient.class, SslOptions.class));
    }

    /**
     * Runs what needs a Jedis that is new enough.
     *
     * @throws IllegalStateException if a class or method of Jedis is missing
     */
    public static <T> T require(Supplier<T> work) {
        try {
            return work.get();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "the Redis store needs Jedis " + OLDEST + " or newer, and finds " + found() + ": set the version of"
                            + " redis.clients:jedis in the build (missing: " + e.getMessage() + ")",
                    e);
        }
    }

    private static String found() {
        try (InputStream in = UnifiedJedis.class.getResourceAsStream("pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return "Jedis " + properties.getProperty("version", "of an unknown version");
        } catch (IOException | LinkageError e) {
            return "Jedis of an unknown version";
        }
    }
}
