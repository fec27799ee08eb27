package io.github.dcr4j.state;

import org.jspecify.annotations.Nullable;

/**
 * A command that changed the state, with what it was answered, so that a lost reply can be repeated.
 *
 * @param id the command's
 * @param answer its answer, in the command's own words
 * @param span until when it is remembered
 * @param unknown members of a newer release, as JSON
 */
public record Applied(
        String id, String answer, Span span, @Nullable String unknown) {
    Applied limited(long now) {
        return new Applied(id, answer, span.limited(now), unknown);
    }
}
