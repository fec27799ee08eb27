package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.redis.servers.RedisStandalone;

/** How a server can be away, and how it comes back. */
enum Outage {
    /** Connections stay open and nothing is answered; what was asked is done afterwards, for nobody. */
    FROZEN {
        @Override
        void begin(RedisStandalone redis) {
            redis.node().freeze();
        }
    },
    /** Connections are refused; it comes back empty. */
    STOPPED {
        @Override
        void begin(RedisStandalone redis) {
            redis.node().kill();
        }
    };

    abstract void begin(RedisStandalone redis);
}
