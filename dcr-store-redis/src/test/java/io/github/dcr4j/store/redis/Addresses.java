package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.RedisTopology;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/** Writes the address of test servers as an operator would. */
final class Addresses {
    private Addresses() {}

    static URI of(RedisTopology redis) {
        return of(redis, "", "");
    }

    /**
     * Returns an address.
     *
     * @param userInfo who enters, with the at sign
     * @param more a path, then parameters after a question mark; either may be left out
     */
    static URI of(RedisTopology redis, String userInfo, String more) {
        boolean encrypted = redis.access().isEncrypted();
        if (redis instanceof RedisStandalone alone) {
            return URI.create(
                    (encrypted ? "rediss://" : "redis://") + userInfo + hosts(List.of(alone.address())) + more);
        }
        String tls = encrypted ? "tls=true" : "tls=false";
        String rest = more.contains("?") ? more + "&" + tls : more + "?" + tls;
        if (redis instanceof RedisSentinelSet set) {
            return URI.create("redis-sentinel://" + userInfo + hosts(set.sentinelAddresses()) + rest + "&master="
                    + set.masterName());
        }
        return URI.create("redis-cluster://" + userInfo + hosts(((RedisShards) redis).addresses()) + rest);
    }

    private static String hosts(Collection<HostAndPort> nodes) {
        return nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }
}
