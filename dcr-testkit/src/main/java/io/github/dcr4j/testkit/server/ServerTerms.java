package io.github.dcr4j.testkit.server;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * On which terms a fake server hands out clients. Immutable.
 *
 * @param clock what their secrets expire by
 * @param secretLife how long a secret lasts, or {@code null} for ever
 * @param initialAccessToken what it takes to register, or {@code null} for nothing
 * @param management whether clients can be managed, and what becomes of their token and secret then
 * @param user who logs in
 * @param dated whether answers have a {@code Date}, by the clock
 */
public record ServerTerms(
        DcrClock clock,
        @Nullable Duration secretLife,
        @Nullable Secret initialAccessToken,
        Management management,
        User user,
        boolean dated) {
    /**
     * What management calls do (RFC 7592).
     *
     * @param offered whether there are any
     * @param rotatesToken whether a read or an update replaces the registration access token
     * @param renewsSecret whether an update replaces the secret
     */
    public record Management(boolean offered, boolean rotatesToken, boolean renewsSecret) {}

    /** Returns the time as an HTTP header has it. */
    String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(now().atOffset(ZoneOffset.UTC));
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
