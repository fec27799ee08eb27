package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.net.URI;
import java.util.stream.Collectors;

/** The addresses under which a service finds the Redis of a test. */
public final class RedisUris {
    private RedisUris() {}

    /** Returns that of one server. */
    public static URI of(RedisStandalone redis) {
        return URI.create("redis://" + redis.address());
    }

    /** Returns that of a set with Sentinels. */
    public static URI of(RedisSentinelSet redis) {
        String sentinels = redis.sentinelAddresses().stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(","));
        return URI.create("redis-sentinel://" + sentinels + "?master=" + redis.masterName());
    }

    /** Returns that of a Cluster. */
    public static URI of(RedisShards redis) {
        return URI.create("redis-cluster://"
                + redis.addresses().stream().map(Object::toString).sorted().collect(Collectors.joining(",")));
    }
}
