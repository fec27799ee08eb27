package io.github.dcr4j.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3), in seconds or as a date, as one second to one hour. */
final class RetryAfter {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern SECONDS = Pattern.compile("0*(\\d+)");

    private RetryAfter() {}

    /** Returns how long to wait, or {@code null} if the answer does not tell. */
    static @Nullable Duration of(HttpAnswer answer, long nowMillis) {
        String value = answer.header("Retry-After");
        if (value == null) {
            return null;
        }
        String text = value.strip();
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            String number = seconds.group(1);
            return number.length() > 4 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(number)));
        }
        Instant until = HttpDate.read(text);
        if (until == null) {
            return null;
        }
        // by the server's own clock where it tells the time, so that a clock that is off does no harm
        Instant told = HttpDate.read(answer.header("Date"));
        return bounded(Duration.between(told == null ? Instant.ofEpochMilli(nowMillis) : told, until));
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
