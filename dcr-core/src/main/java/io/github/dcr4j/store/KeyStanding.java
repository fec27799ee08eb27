package io.github.dcr4j.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Claim;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a key, for those who want to see it. Immutable and thread-safe; it prints no secret.
 *
 * @param current the current generation, whatever its age; {@code null} for none
 * @param latest the last generation, also one that has ended; {@code null} if none is known
 * @param paused why no replica may register now, and for how long; {@code null} if one may
 * @param failures how many attempts in a row have failed
 * @param underWay whether a replica holds the lease
 */
public record KeyStanding(
        @Nullable DcrCredentials current,
        @Nullable LatestGeneration latest,
        Claim.@Nullable BackOff paused,
        int failures,
        boolean underWay) {}
