package io.github.dcr4j.protocol;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the dates of HTTP headers (RFC 9110, section 5.6.7), in the form that every server is to send. */
final class HttpDate {
    private HttpDate() {}

    /** Returns the time, or {@code null} if there is none, or none that can be read. */
    static @Nullable Instant read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns how far the clock of who answered is ahead of ours, negative if it is behind; zero if it does not tell. */
    static Duration clockAhead(HttpAnswer answer, long nowMillis) {
        Instant told = read(answer.header("Date"));
        return told == null ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(nowMillis), told);
    }
}
