package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrCredentials;
import java.time.Duration;

/**
 * How long what the shared store said is used, in nanoseconds.
 *
 * @param soft after which it is checked in the background
 * @param hard after which it is checked before use
 */
public record Ages(long soft, long hard) {
    /** Between two checks that fail: soon enough to notice the end of an outage, seldom enough to cost nothing. */
    static final long RETRY = Duration.ofSeconds(1).toNanos();

    public static Ages of(Duration soft, Duration hard) {
        return new Ages(soft.toNanos(), hard.toNanos());
    }

    /** Returns {@code current} as the shared store answered with it to a question asked at {@code now}. */
    NearEntry confirmed(DcrCredentials current, long now) {
        return new NearEntry(current, now, now + soft, now + hard, false, 0, now);
    }

    /**
     * Returns what a check of {@code known} found. What was healed is checked every second for a soft age: the store
     * may have lost its end as well, which another replica still knows.
     */
    NearEntry checked(NearEntry known, SharedLook.Found found, DcrCredentials current, long now) {
        NearEntry next = confirmed(current, now);
        long watchedUntil = found.healed() ? now + soft : known.watchedUntil();
        boolean watched = known.is(current.generation()) && watchedUntil - now > 0;
        return watched ? next.watched(now + Math.min(soft, RETRY), watchedUntil) : next;
    }

    /** Returns {@code entry} after a check that failed: it is served without a wait for another soft age at least. */
    NearEntry unanswered(NearEntry entry, long now) {
        long noWaitUntil = now + soft;
        return new NearEntry(
                entry.credentials(),
                entry.confirmedAt(),
                now + Math.min(soft, RETRY),
                noWaitUntil - entry.hardAt() > 0 ? noWaitUntil : entry.hardAt(),
                true,
                entry.changes(),
                entry.watchedUntil());
    }
}
