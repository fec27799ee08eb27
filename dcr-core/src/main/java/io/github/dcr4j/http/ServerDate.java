package io.github.dcr4j.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Compares the clock of an authorization server with the local one, by an answer that no cache can have kept: the end
 * of a secret is a time of the server's clock, and only that clock tells how long the secret lives.
 *
 * <p>A {@code Date} header (RFC 9110, section 6.6.1) may come from a proxy whose clock is wrong, or be nonsense. So the
 * answer's own times count for more: {@code client_id_issued_at} of a new client is a time of the server's clock, and a
 * server does not issue a secret that has expired.
 */
public final class ServerDate {
    /** A {@code Date} has whole seconds, and an answer travels for a while. */
    private static final long TOLERANCE = Duration.ofSeconds(2).toMillis();

    /** The widest distance between two time zones: a larger one is no time-zone error. */
    private static final Duration LONGEST = Duration.ofHours(26);

    private final long sent;
    private final long received;

    /**
     * Creates a comparison with the local wall clock, in milliseconds since the epoch.
     *
     * @param sent when the request was sent
     * @param received when the answer was there
     */
    public ServerDate(long sent, long received) {
        this.sent = Math.min(sent, received);
        this.received = received;
    }

    /**
     * Returns what the answer shows.
     *
     * @param date the {@code Date} header
     * @param issuedAt {@code client_id_issued_at} of a client that was created by the request
     * @param expiresAt {@code client_secret_expires_at}
     */
    public ClockDifference difference(@Nullable String date, @Nullable Instant issuedAt, @Nullable Instant expiresAt) {
        Instant dated = HttpDate.read(date);
        if (dated == null) {
            return issuedAt == null ? ClockDifference.UNKNOWN : fromIssue(issuedAt);
        }
        if (agrees(dated)) {
            return ClockDifference.NONE;
        }
        Duration shown = Duration.ofMillis(dated.toEpochMilli() - received);
        if (issuedAt != null && agrees(issuedAt)) {
            return new ClockDifference(shown, Duration.ZERO);
        }
        boolean confirmed = issuedAt != null && near(dated.toEpochMilli() - issuedAt.toEpochMilli());
        boolean nonsense = shown.abs().compareTo(LONGEST) > 0 || deniedBy(expiresAt, dated);
        return new ClockDifference(shown, nonsense && !confirmed ? null : shown);
    }

    /**
     * Without a {@code Date}: no client has been issued in the future, so an issue that seems to be shows the
     * difference.
     */
    private ClockDifference fromIssue(Instant issuedAt) {
        if (agrees(issuedAt)) {
            return ClockDifference.NONE;
        }
        Duration ahead = Duration.ofMillis(issuedAt.toEpochMilli() - received);
        boolean proves = !ahead.isNegative() && ahead.compareTo(LONGEST) <= 0;
        return proves ? new ClockDifference(ahead, ahead) : ClockDifference.UNKNOWN;
    }

    /** Whether the secret has expired by the {@code Date} and lives by the local clock. */
    private boolean deniedBy(@Nullable Instant expiresAt, Instant shown) {
        return expiresAt != null && !expiresAt.isAfter(shown) && expiresAt.toEpochMilli() > received;
    }

    private boolean agrees(Instant time) {
        long millis = time.toEpochMilli();
        return millis >= sent - TOLERANCE && millis <= received + TOLERANCE;
    }

    private boolean near(long difference) {
        return Math.abs(difference) <= TOLERANCE + (received - sent);
    }
}
