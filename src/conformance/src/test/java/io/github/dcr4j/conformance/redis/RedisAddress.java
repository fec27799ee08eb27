package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.RedisTopology;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/** The address under which a store opens what a test started. */
final class RedisAddress {
    private RedisAddress() {}

    static URI of(RedisTopology redis) {
        if (redis instanceof RedisSentinelSet set) {
            return URI.create("redis-sentinel://" + hosts(set.sentinelAddresses()) + "?master=" + set.masterName());
        }
        if (redis instanceof RedisShards shards) {
            return URI.create("redis-cluster://" + hosts(shards.addresses()));
        }
        return URI.create("redis://" + hosts(List.of(((RedisStandalone) redis).address())));
    }

    private static String hosts(Collection<HostAndPort> nodes) {
        return nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }
}
