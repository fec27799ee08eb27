/** Keeps client credentials in Redis, shared by every replica. */
module io.github.dcr4j.store.redis {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dcr4j;
    requires static transitive org.jspecify;
    // Jedis is an automatic module: nothing else resolves the pool it needs on a real module path.
    requires org.apache.commons.pool2;
    requires org.slf4j;
    requires transitive redis.clients.jedis;

    exports io.github.dcr4j.store.redis;

    provides io.github.dcr4j.store.DcrStoreProvider with
            io.github.dcr4j.store.redis.RedisStoreProvider;
}
