package io.github.dcr4j.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the dates of HTTP headers (RFC 9110, section 5.6.7), in the form that every server is to send. */
final class HttpDate {
    // a good deal more than any of its forms has
    private static final int LONGEST = 64;
    private static final String FORM = "ddd, 00 mmm 0000 00:00:00 GMT";
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDate() {}

    /** Returns the time, or {@code null} if there is none, or none that can be read. */
    static @Nullable Instant read(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        try {
            Instant fixed = fixedWidth(text);
            return fixed != null
                    ? fixed
                    : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Reads the one form that is not out of use, as nearly every answer has it: a formatter takes ten times as long.
     * Returns {@code null} for what is not exactly so.
     */
    private static @Nullable Instant fixedWidth(String text) {
        if (!isOfForm(text)) {
            return null;
        }
        int day = DAYS.indexOf(text.substring(0, 3));
        int month = MONTHS.indexOf(text.substring(8, 11));
        if (day < 0 || month < 0 || day % 3 != 0 || month % 3 != 0) {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(text, 12, 16),
                    month / 3 + 1,
                    number(text, 5, 7),
                    number(text, 17, 19),
                    number(text, 20, 22),
                    number(text, 23, 25));
            return time.getDayOfWeek().getValue() == day / 3 + 1 ? time.toInstant(ZoneOffset.UTC) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isOfForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char due = FORM.charAt(i);
            char c = text.charAt(i);
            boolean letter = due == 'd' || due == 'm';
            if (due == '0' ? c < '0' || c > '9' : !letter && c != due) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
