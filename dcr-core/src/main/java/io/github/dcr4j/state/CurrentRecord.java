package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import org.jspecify.annotations.Nullable;

/**
 * The row that hits read.
 *
 * @param credentials the current generation
 * @param life until when the row is kept
 * @param unknown members of a newer release, as JSON
 */
public record CurrentRecord(
        DcrCredentials credentials, Span life, @Nullable String unknown) {
    public String generation() {
        return credentials.generation();
    }
}
