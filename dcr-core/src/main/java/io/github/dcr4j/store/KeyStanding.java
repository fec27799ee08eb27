package io.github.dcr4j.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a key, for those who want to see it. Immutable and thread-safe; it prints no secret.
 *
 * @param current the current generation, whatever its age; {@code null} for none
 * @param latest the last generation, also one that has ended; {@code null} if none is known
 * @param pause for how long no replica may register; {@code null} if one may now
 * @param why what pauses it; {@code null} if nothing does
 * @param failures how many attempts in a row have failed
 * @param underWay whether a replica holds the lease
 * @param refused the client's metadata document that the server refused; {@code null} for none
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record KeyStanding(
        @Nullable DcrCredentials current,
        @Nullable LatestGeneration latest,
        @Nullable Duration pause,
        @Nullable String why,
        int failures,
        boolean underWay,
        @Nullable RefusedDocument refused) {
    /** Prints what is known; what a server said is in printable form. */
    @Override
    public String toString() {
        String reason = why == null ? "none" : ForeignText.printed(why);
        return "KeyStanding[current=" + current + ", latest=" + latest + ", pause=" + pause + ", why=" + reason
                + ", failures=" + failures + ", underWay=" + underWay
                + ", refused=" + refused + "]";
    }
}
