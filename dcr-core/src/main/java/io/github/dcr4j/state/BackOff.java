package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Registration is paused.
 *
 * @param why the reason, for those who are paused
 * @param boundTo the digest of the only metadata that are paused, {@code null} for any
 * @param span until when
 * @param unknown members of a newer release, as JSON
 */
public record BackOff(
        Reason why,
        @Nullable String boundTo,
        Span span,
        @Nullable String unknown) {
    boolean concerns(String digest) {
        return boundTo == null || boundTo.equals(digest);
    }

    BackOff limited(long now) {
        return new BackOff(why, boundTo, span.limited(now), unknown);
    }
}
