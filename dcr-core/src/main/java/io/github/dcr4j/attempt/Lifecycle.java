package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrCredentials;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Judges whether credentials can still be used. Stores never do. */
public final class Lifecycle {
    /** A tenth of a longer life than any secret's: more makes no difference. */
    private static final Duration LONGEST = Duration.ofDays(365_000);

    /** How far a secret is in its life. */
    public enum Age {
        /** Used as it is. */
        FRESH,
        /** Used as it is, while it is being replaced. */
        DUE,
        /** Not used any more. */
        EXPIRED
    }

    private final long skewMillis;
    private final RefreshWindow window;
    private final ServerClocks clocks;

    /**
     * Creates a judge who takes a secret as expired up to {@code skew} early, but never more than a tenth of its life.
     *
     * @param window from when on it shall be replaced before that
     * @param clocks the time at the server, by which a secret ends
     */
    public Lifecycle(Duration skew, RefreshWindow window, ServerClocks clocks) {
        skewMillis = skew.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : skew.toMillis();
        this.window = window;
        this.clocks = clocks;
    }

    /** Returns whether a caller may be given them: they are fresh, or due. */
    public boolean isUsable(DcrCredentials credentials) {
        return age(credentials) != Age.EXPIRED;
    }

    /** Returns {@code credentials} if a caller may be given them; {@code null} if not, or if there are none. */
    @Nullable
    public DcrCredentials usableOrNull(@Nullable DcrCredentials credentials) {
        return credentials != null && isUsable(credentials) ? credentials : null;
    }

    public Age age(DcrCredentials credentials) {
        return at(credentials, clocks.at(credentials));
    }

    /** Returns the age when the local wall clock shows {@code localMillis}; allocates nothing. */
    public Age ageAt(DcrCredentials credentials, long localMillis) {
        return at(credentials, clocks.at(credentials, localMillis));
    }

    private Age at(DcrCredentials credentials, long nowMillis) {
        long expires = credentials.expiresAtMillis();
        if (expires == Long.MAX_VALUE) {
            return Age.FRESH;
        }
        long createdAt = credentials.createdAtMillis();
        long life = Math.max(0, expires - createdAt);
        if (life > 0 && nowMillis < createdAt + life / 2) {
            return Age.FRESH; // no window begins in the first half
        }
        long end = expires - Math.min(skewMillis, life / 10);
        if (nowMillis >= end) {
            return Age.EXPIRED;
        }
        long due =
                window.beginsAt(createdAt, life, end, credentials.generation().hashCode());
        return nowMillis < due ? Age.FRESH : Age.DUE;
    }
}
