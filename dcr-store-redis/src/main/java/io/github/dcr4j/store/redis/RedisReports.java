package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.Finding;
import io.github.dcr4j.state.StoreReports;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Redis store reports to operators: in the log, and to its listener. Thread-safe. */
final class RedisReports implements StoreReports {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.store.redis.RedisDcrCredentialStore");
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_IN_A_PERIOD = 60;

    private final DcrEventListener listener;
    private final DcrClock clock;
    private final AtomicLong began;
    private final AtomicLong found = new AtomicLong();

    RedisReports(DcrEventListener listener, DcrClock clock) {
        this.listener = listener;
        this.clock = clock;
        began = new AtomicLong(clock.nanos());
    }

    /** Reports an entry that was lost or is set aside; of many in a minute, the log has the first. */
    @Override
    public void found(DcrKey key, Finding finding) {
        long now = clock.nanos();
        long start = began.get();
        if (now - start >= PERIOD && began.compareAndSet(start, now)) {
            long more = found.getAndSet(0) - MOST_IN_A_PERIOD;
            if (more > 0) {
                LOG.warn("In Redis, {} more entries were lost or set aside", more);
            }
        }
        if (found.incrementAndGet() <= MOST_IN_A_PERIOD) {
            LOG.warn("In Redis, of {}: {}", key, finding.text());
        }
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

    /** Warns if the server drops entries when its memory is full; empty if it does not say. */
    static void warnOfEviction(String policy) {
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            LOG.warn(
                    "Redis has maxmemory-policy {}: when its memory is full, it may drop the state of a key, and with"
                            + " it the knowledge that a client has ended; set maxmemory-policy noeviction",
                    policy);
        }
    }
}
