package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.Finding;
import io.github.dcr4j.state.StoreReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Redis store reports to operators: in the log, and to its listener. Thread-safe. */
final class RedisReports implements StoreReports {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.store.redis.RedisDcrCredentialStore");

    private final DcrEventListener listener;

    RedisReports(DcrEventListener listener) {
        this.listener = listener;
    }

    @Override
    public void found(DcrKey key, Finding finding) {
        LOG.warn("In Redis, of {}: {}", key, finding.text());
        publish(new DcrEvent.RowSetAside(key, finding.entry(), finding.text()));
    }

    @Override
    public void healed(DcrKey key, String generation) {
        publish(new DcrEvent.Healed(key, generation));
    }

    private void publish(DcrEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The listener of a Redis store failed on {}",
                    event.getClass().getSimpleName(),
                    e);
        }
    }
}
