package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import java.time.Duration;

/**
 * One reading of three clocks, for one application of a command.
 *
 * @param now the backend's clock, in milliseconds since the epoch: every time in a state is measured by it
 * @param wall the caller's wall clock, in milliseconds since the epoch, in which the end of a secret is written
 * @param nanos the caller's monotonic clock, read before the snapshot was, in which the deadline of a lease is counted
 */
record ClockReading(long now, long wall, long nanos) {
    private static final long AFTER_SECRET = Duration.ofMinutes(15).toMillis();
    private static final long SHORTEST_RECORD = Duration.ofMinutes(1).toMillis();
    /** The widest distance between two time zones. */
    private static final long WIDEST = Duration.ofHours(26).toMillis();

    private static final long FORMER_WITHOUT_EXPIRY = Duration.ofHours(24).toMillis();

    /**
     * Returns how long the secret may be good. Its end is a time of the server's clock, and the caller's may be hours ahead of
     * that: of what was registered in the last 26 hours, the life counts from its registration, as if that was just now.
     */
    Span secretLife(DcrCredentials credentials) {
        long end = credentials.expiresAtMillis();
        if (end == Long.MAX_VALUE) {
            return Span.NEVER;
        }
        long issued = credentials.createdAt().toEpochMilli();
        boolean mayBeNew = issued < wall && wall - issued <= WIDEST;
        long from = mayBeNew ? issued : wall;
        return Span.of(now, Math.max(-Span.LONGEST, Math.min(Span.LONGEST, end - from)));
    }

    /** Returns until when a record is kept as the current one. */
    Span currentLife(Span secret) {
        return secret.isNever() ? secret : Span.of(now, Math.max(SHORTEST_RECORD, left(secret) + AFTER_SECRET));
    }

    /** Returns until when a generation stays findable once it is replaced; may be over. */
    Span formerLife(Span secret) {
        return Span.of(now, secret.isNever() ? FORMER_WITHOUT_EXPIRY : left(secret) + AFTER_SECRET);
    }

    /** Returns when the credentials were registered, by the backend's clock. */
    long createdAt(DcrCredentials credentials) {
        return now - (wall - credentials.createdAt().toEpochMilli());
    }

    private long left(Span secret) {
        return Math.min(secret.end() - now, secret.length());
    }
}
