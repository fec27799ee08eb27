/**
 * Real Redis processes for tests: {@link io.github.dcr4j.redis.servers.RedisStandalone one server}, a
 * {@link io.github.dcr4j.redis.servers.RedisSentinelSet Sentinel set} or a
 * {@link io.github.dcr4j.redis.servers.RedisShards Cluster}, on free ports of 127.0.0.1, and the faults that they have
 * in production. Needs a POSIX system.
 */
@NullMarked
package io.github.dcr4j.redis.servers;

import org.jspecify.annotations.NullMarked;
