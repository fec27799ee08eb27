package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.SecretTime;
import java.time.Duration;

/**
 * One reading of three clocks, for one application of a command.
 *
 * @param now the backend's clock, in milliseconds since the epoch: every time in a state is measured by it
 * @param wall the caller's wall clock, in milliseconds since the epoch, in which the end of a secret is written
 * @param nanos the caller's monotonic clock, read before the snapshot was, in which the deadline of a lease is counted
 * @param retention how long credentials are kept after their secret's end, in milliseconds
 */
public record ClockReading(long now, long wall, long nanos, long retention) {
    /** What stores keep credentials for if they are not given anything else. */
    public static final Duration RETENTION = Duration.ofMinutes(15);

    private static final long SHORTEST_RECORD = Duration.ofMinutes(1).toMillis();
    private static final long FORMER_WITHOUT_EXPIRY = Duration.ofHours(24).toMillis();

    public ClockReading(long now, long wall, long nanos) {
        this(now, wall, nanos, RETENTION.toMillis());
    }

    /** Returns how long the secret may be good, though the caller's clock may be hours ahead of the server's. */
    public Span secretLife(DcrCredentials credentials) {
        long left = SecretTime.left(credentials, wall);
        return left == Long.MAX_VALUE
                ? Span.NEVER
                : Span.of(now, Math.max(-Span.LONGEST, Math.min(Span.LONGEST, left)));
    }

    /** Returns until when a record is kept as the current one. */
    public Span currentLife(Span secret) {
        return secret.isNever() ? secret : Span.of(now, Math.max(SHORTEST_RECORD, left(secret) + retention));
    }

    /** Returns until when a generation stays findable once it is replaced; may be over. */
    Span formerLife(Span secret) {
        return Span.of(now, secret.isNever() ? FORMER_WITHOUT_EXPIRY : left(secret) + retention);
    }

    /** Returns when the credentials were registered, by the backend's clock. */
    long createdAt(DcrCredentials credentials) {
        return now - (wall - credentials.createdAtMillis());
    }

    private long left(Span secret) {
        return Math.min(secret.end() - now, secret.length());
    }
}
