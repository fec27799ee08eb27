package io.github.dcr4j.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Retry-After} (RFC 9110, section 10.2.3), in seconds or as a date, as one second to one hour. Gateways
 * send {@code X-Retry-After} in its place, which counts where it is missing.
 */
public final class RetryAfter {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    // a good deal more than a date has, or a sensible number
    private static final int LONGEST_VALUE = 64;

    private RetryAfter() {}

    /** Returns how long to wait, or {@code null} if the answer does not tell. */
    public static @Nullable Duration of(HttpAnswer answer, long nowMillis) {
        String standard = answer.header("Retry-After");
        String value = standard == null ? answer.header("X-Retry-After") : standard;
        if (value == null || value.length() > LONGEST_VALUE) {
            return null;
        }
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return bounded(seconds(text));
        }
        Instant until = HttpDate.read(text);
        if (until == null) {
            return null;
        }
        // by the server's own clock where it tells the time, so that a clock that is off does no harm
        Instant date = HttpDate.read(answer.header("Date"));
        return bounded(Duration.between(date == null ? Instant.ofEpochMilli(nowMillis) : date, until));
    }

    private static Duration seconds(String digits) {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            number = Math.min(number * 10 + digits.charAt(i) - '0', LONGEST.toSeconds());
        }
        return Duration.ofSeconds(number);
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
