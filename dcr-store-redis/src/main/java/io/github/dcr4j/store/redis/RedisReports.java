package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Redis store reports to operators: in the log, and to its listener. Thread-safe. */
final class RedisReports {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.store.redis.RedisDcrCredentialStore");

    private final DcrEventListener listener;

    RedisReports(DcrEventListener listener) {
        this.listener = listener;
    }

    /** Reports an entry that was lost or is set aside. */
    void found(DcrKey key, String finding) {
        LOG.warn("In Redis, of {}: {}", key, finding);
        try {
            listener.on(new DcrEvent.RowSetAside(key, "Redis", finding));
        } catch (RuntimeException e) {
            LOG.warn("The listener of a Redis store failed on RowSetAside", e);
        }
    }
}
