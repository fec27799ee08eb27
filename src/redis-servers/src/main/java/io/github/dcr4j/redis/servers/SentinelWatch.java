package io.github.dcr4j.redis.servers;

/**
 * What a Sentinel watches, and how.
 *
 * @param masterName the name it gives the master
 * @param masterPort where the master is when it starts
 * @param quorum how many Sentinels must find the master down
 * @param downAfterMillis silence after which one finds it down, in milliseconds
 * @param failoverTimeoutMillis how long one failover may take, and half the pause before the next, in milliseconds
 */
record SentinelWatch(String masterName, int masterPort, int quorum, long downAfterMillis, long failoverTimeoutMillis) {}
