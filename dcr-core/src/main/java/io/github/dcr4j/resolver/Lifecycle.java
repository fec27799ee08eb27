package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import java.time.Duration;

/** Judges whether credentials can still be used. Stores never do. */
final class Lifecycle {
    /** A tenth of a longer life than any secret's: more makes no difference. */
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private final long skewMillis;
    private final DcrClock clock;

    /** What credentials are good for. */
    enum State {
        /** Used as they are. */
        FRESH,
        /** Not given to anybody any more. */
        EXPIRED
    }

    /** Creates a judge who takes a secret as expired up to {@code skew} early, but never more than a tenth of its life. */
    Lifecycle(Duration skew, DcrClock clock) {
        skewMillis = skew.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : skew.toMillis();
        this.clock = clock;
    }

    boolean isFresh(DcrCredentials credentials) {
        return stateAt(credentials, clock.millis()) == State.FRESH;
    }

    State stateAt(DcrCredentials credentials, long nowMillis) {
        long expires = credentials.expiresAtMillis();
        if (expires == Long.MAX_VALUE) {
            return State.FRESH;
        }
        long life = expires - credentials.createdAt().toEpochMilli();
        long early = Math.min(skewMillis, Math.max(0, life / 10));
        return nowMillis < expires - early ? State.FRESH : State.EXPIRED;
    }
}
