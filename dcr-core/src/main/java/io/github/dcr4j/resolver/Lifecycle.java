package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import java.time.Duration;

/** Judges whether credentials can still be used. Stores never do. */
final class Lifecycle {
    /** A tenth of a longer life than any secret's: more makes no difference. */
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private final long skewMillis;
    private final RefreshWindow window;
    private final ServerClocks clocks;

    /**
     * Creates a judge who takes a secret as expired up to {@code skew} early, but never more than a tenth of its life.
     *
     * @param window from when on it shall be replaced before that
     * @param clocks the time at the server, by which a secret ends
     */
    Lifecycle(Duration skew, RefreshWindow window, ServerClocks clocks) {
        skewMillis = skew.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : skew.toMillis();
        this.window = window;
        this.clocks = clocks;
    }

    /** Returns whether a caller may be given them: they are fresh, or due. */
    boolean isUsable(DcrCredentials credentials) {
        return state(credentials) != ClientState.EXPIRED;
    }

    ClientState state(DcrCredentials credentials) {
        return at(credentials, clocks.at(credentials));
    }

    /** Returns the state when the local wall clock shows {@code localMillis}; allocates nothing. */
    ClientState stateAt(DcrCredentials credentials, long localMillis) {
        return at(credentials, clocks.at(credentials, localMillis));
    }

    private ClientState at(DcrCredentials credentials, long nowMillis) {
        long expires = credentials.expiresAtMillis();
        if (expires == Long.MAX_VALUE) {
            return ClientState.FRESH;
        }
        long createdAt = credentials.createdAt().toEpochMilli();
        long life = Math.max(0, expires - createdAt);
        long end = expires - Math.min(skewMillis, life / 10);
        if (nowMillis >= end) {
            return ClientState.EXPIRED;
        }
        long due =
                window.beginsAt(createdAt, life, end, credentials.generation().hashCode());
        return nowMillis < due ? ClientState.FRESH : ClientState.DUE;
    }
}
