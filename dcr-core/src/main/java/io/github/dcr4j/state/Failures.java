package io.github.dcr4j.state;

import java.time.Duration;

/**
 * Attempts in a row that failed.
 *
 * @param count how many
 * @param span until when they are remembered
 */
public record Failures(int count, Span span) {
    public static final Failures NONE = new Failures(0, new Span(0, 0));
    private static final Duration REMEMBERED = Duration.ofHours(24);

    Failures oneMore(long now) {
        return new Failures(Math.min(count, Integer.MAX_VALUE - 1) + 1, Span.of(now, REMEMBERED));
    }

    Failures limited(long now) {
        return count == 0 ? this : new Failures(count, span.limited(now));
    }

    Failures forgetPassed(long now) {
        return count > 0 && span.isOver(now) ? NONE : this;
    }
}
