package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Intent;
import org.jspecify.annotations.Nullable;

/**
 * What was about to be sent and is not accounted for.
 *
 * @param intent what
 * @param owner who noted it
 * @param span until when it is remembered
 * @param unknown members of a newer release, as JSON
 */
public record OpenIntent(
        Intent intent, String owner, Span span, @Nullable String unknown) {
    OpenIntent limited(long now) {
        return new OpenIntent(intent, owner, span.limited(now), unknown);
    }
}
