package io.github.dcr4j.state;

import java.time.Duration;

/**
 * A time that ends, in milliseconds of the backend's clock.
 *
 * @param end when it ends
 * @param length how long it was meant to last; what is left of it is never longer, also if the clock was set back
 */
public record Span(long end, long length) {
    /** A hundred years, so that sums of times do not overflow. */
    public static final long LONGEST = Duration.ofDays(36_500).toMillis();

    public static final Span NEVER = new Span(Long.MAX_VALUE, Long.MAX_VALUE);

    public static Span of(long now, long length) {
        long bounded = Math.max(-LONGEST, Math.min(length, LONGEST));
        return new Span(now + bounded, bounded);
    }

    public static Span of(long now, Duration length) {
        return of(now, length.compareTo(Duration.ofMillis(LONGEST)) > 0 ? LONGEST : length.toMillis());
    }

    public boolean isNever() {
        return end == Long.MAX_VALUE;
    }

    public boolean isOver(long now) {
        return end <= now;
    }

    /** Returns this span, shortened if the clock was set back so far that it would last longer than it was meant to. */
    Span limited(long now) {
        return !isNever() && end - now > Math.max(length, 0) ? new Span(now + Math.max(length, 0), length) : this;
    }

    /** Returns this span as if it ended at {@code now} at the latest. */
    Span cut(long now) {
        return end <= now ? this : new Span(now, length);
    }
}
