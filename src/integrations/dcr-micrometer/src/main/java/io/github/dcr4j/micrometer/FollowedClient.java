package io.github.dcr4j.micrometer;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.upstream.UpstreamClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the client of one upstream, as it was read last. A look that finds it old, or changed since, has
 * it read again behind itself. Thread-safe.
 */
final class FollowedClient {
    private static final long OLD_NANOS = Duration.ofSeconds(15).toNanos();

    private final UpstreamClient client;
    private final StatusReader reader;
    private final MeterRegistry registry;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile boolean changed;
    private volatile @Nullable Known known;

    /** What was read; {@code status} is {@code null} if it could not be. */
    private record Known(@Nullable ClientStatus status, long atNanos) {}

    FollowedClient(UpstreamClient client, StatusReader reader, MeterRegistry registry) {
        this.client = client;
        this.reader = reader;
        this.registry = registry;
        readBehind();
    }

    /** Something has happened to the client: what was read is not trusted for long. */
    void changed() {
        changed = true;
        readBehind();
    }

    /** Returns the seconds until its secret expires; not a number if it has none, never expires, or is not known. */
    double secondsLeft() {
        ClientStatus status = look();
        Instant expiry = status == null ? null : status.clientSecretExpiresAt();
        return expiry == null
                ? Double.NaN
                : (expiry.toEpochMilli() - registry.config().clock().wallTime()) / 1_000d;
    }

    /** Returns 1 if there is a client that can be used, 0 if not; not a number if that is not known. */
    double usable() {
        ClientStatus status = look();
        if (status == null || status.key() == null) {
            return Double.NaN;
        }
        return status.state() == State.USABLE || status.state() == State.DUE ? 1 : 0;
    }

    private @Nullable ClientStatus look() {
        Known last = known;
        if (last == null || changed || registry.config().clock().monotonicTime() - last.atNanos() > OLD_NANOS) {
            readBehind();
        }
        return last == null ? null : last.status();
    }

    private void readBehind() {
        if (reading.compareAndSet(false, true) && !reader.read(this::read)) {
            reading.set(false);
        }
    }

    private void read() {
        changed = false;
        long now = registry.config().clock().monotonicTime();
        try {
            known = new Known(client.status(), now);
        } catch (RuntimeException e) {
            known = new Known(null, now); // the store is away, the upstreams are closed: nothing is known
        } finally {
            reading.set(false);
        }
    }
}
