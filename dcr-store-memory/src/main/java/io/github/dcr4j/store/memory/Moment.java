package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.SecretTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One reading of both clocks, and what it says of how long credentials are kept. Keeping is tidiness: whoever is given
 * credentials judges himself whether their secret is still good.
 *
 * @param nanos the monotonic clock, by which keeping is measured
 * @param millis the wall clock, in which secrets expire
 */
record Moment(long nanos, long millis) {
    private static final Duration AFTER_SECRET = Duration.ofMinutes(15);
    private static final Duration WITHOUT_EXPIRY = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    static Moment of(DcrClock clock) {
        return new Moment(clock.nanos(), clock.millis());
    }

    /** Returns a moment measured by the wall clock alone, which means the same to every process. */
    static Moment ofWallClock(long millis) {
        return new Moment(TimeUnit.MILLISECONDS.toNanos(millis), millis);
    }

    /** Returns how long {@code credentials} stay findable once replaced: not positive when that is over. */
    Duration keptAsFormer(DcrCredentials credentials) {
        if (!expires(credentials)) {
            return WITHOUT_EXPIRY;
        }
        Duration left = untilSecretIsGone(credentials);
        // by a clock that is ahead it is over at once; what began with it has a while at least
        boolean mayBeGood = left.isNegative() && SecretTime.left(credentials, millis) > 0;
        return mayBeGood ? AFTER_SECRET : left;
    }

    /** Returns how long {@code credentials} are kept as the current ones. */
    Duration keptAsCurrent(DcrCredentials credentials) {
        if (!expires(credentials)) {
            return FOREVER;
        }
        Duration mayBe = bounded(SecretTime.left(credentials, millis)).plus(AFTER_SECRET);
        return longer(SHORTEST, longer(mayBe, untilSecretIsGone(credentials)));
    }

    /** Returns the monotonic moment {@code duration} from now. */
    long after(Duration duration) {
        return nanos + duration.toNanos();
    }

    private Duration untilSecretIsGone(DcrCredentials credentials) {
        return bounded(credentials.expiresAtMillis() - millis).plus(AFTER_SECRET);
    }

    private static Duration bounded(long leftMillis) {
        Duration left = Duration.ofMillis(leftMillis);
        return left.compareTo(FOREVER) > 0 ? FOREVER : longer(left, FOREVER.negated());
    }

    private static boolean expires(DcrCredentials credentials) {
        return credentials.expiresAtMillis() != Long.MAX_VALUE;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
