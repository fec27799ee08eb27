package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisOptions;

/** One plain server, Sentinel set and Cluster for all test classes that break nothing; each test has its own prefix. */
final class SharedServers {
    static final RedisExtension EXTENSION = RedisExtension.shared(RedisOptions.plain());

    private SharedServers() {}
}
