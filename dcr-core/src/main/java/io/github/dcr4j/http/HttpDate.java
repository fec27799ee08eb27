package io.github.dcr4j.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the dates of HTTP headers (RFC 9110, section 5.6.7), in the form that every server is to send. */
final class HttpDate {
    // a good deal more than any of its forms has
    private static final int LONGEST = 64;

    private HttpDate() {}

    /** Returns the time, or {@code null} if there is none, or none that can be read. */
    static @Nullable Instant read(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
