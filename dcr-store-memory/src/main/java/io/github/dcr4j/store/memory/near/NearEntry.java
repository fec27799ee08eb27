package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.memory.NearCache;

/**
 * What a {@link NearCache} knows of a key. Moments are readings of the monotonic clock. Immutable and thread-safe.
 *
 * @param credentials the last known current generation
 * @param confirmedAt when the shared store last said that it is current
 * @param softAt from when on it is checked in the background
 * @param hardAt from when on it is checked before use
 * @param reported whether it was reported as served without the store since it was confirmed
 * @param changes counts what happened on this side that a check under way knows nothing of
 * @param watchedUntil until when it is checked every second, because it was put back
 */
public record NearEntry(
        DcrCredentials credentials,
        long confirmedAt,
        long softAt,
        long hardAt,
        boolean reported,
        int changes,
        long watchedUntil) {
    public boolean isFreshAt(long now) {
        return now - softAt < 0;
    }

    boolean needsCheckBeforeUseAt(long now) {
        return now - hardAt >= 0;
    }

    public boolean is(String generation) {
        return credentials.generation().equals(generation);
    }

    /** Returns whether {@code later} is this same knowledge, perhaps after a check that failed. */
    boolean isBasisOf(NearEntry later) {
        return confirmedAt == later.confirmedAt && changes == later.changes && credentials.equals(later.credentials);
    }

    /** Returns this as something to be checked before it is used again. */
    NearEntry doubtedAt(long now) {
        return new NearEntry(credentials, confirmedAt, now, now, reported, changes + 1, watchedUntil);
    }

    NearEntry amended(DcrManagement to) {
        DcrCredentials next = credentials.toBuilder().management(to).build();
        return new NearEntry(next, confirmedAt, softAt, hardAt, reported, changes + 1, watchedUntil);
    }

    NearEntry watched(long nextCheck, long until) {
        return new NearEntry(credentials, confirmedAt, nextCheck, hardAt, reported, changes, until);
    }
}
