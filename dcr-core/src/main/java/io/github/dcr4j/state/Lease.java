package io.github.dcr4j.state;

import org.jspecify.annotations.Nullable;

/**
 * The right to work on a key, or what is left of it: the owner of a lease that ran out can still report an outcome.
 *
 * @param owner who holds it
 * @param span until when
 * @param deadlineNanos its end by the owner's monotonic clock, which means nothing to others
 * @param unknown members of a newer release, as JSON
 */
public record Lease(
        String owner,
        Span span,
        long deadlineNanos,
        @Nullable String unknown) {
    boolean isHeld(long now) {
        return !span.isOver(now);
    }

    boolean isHeldBy(String asker, long now) {
        return owner.equals(asker) && isHeld(now);
    }

    Lease limited(long now) {
        return new Lease(owner, span.limited(now), deadlineNanos, unknown);
    }

    Lease runOut(long now) {
        return new Lease(owner, span.cut(now), deadlineNanos, unknown);
    }
}
