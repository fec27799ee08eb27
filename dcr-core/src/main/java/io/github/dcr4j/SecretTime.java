package io.github.dcr4j;

import java.time.Duration;

/**
 * How long a secret is good, as far as a clock can tell that may be wrong: for stores, which keep a record as long as
 * it may be used. Its end and its beginning are times of the server's clock, and the local one may be hours ahead of
 * that: then what was registered just now looks expired. Stateless and thread-safe.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class SecretTime {
    /** The widest distance between two time zones. */
    private static final long WIDEST = Duration.ofHours(26).toMillis();

    private SecretTime() {}

    /**
     * Returns for how many milliseconds the secret may be good from {@code localMillis} on; not positive if it is over,
     * {@link Long#MAX_VALUE} if it has no end. Of what was registered in the last 26 hours it may be too much, by its
     * age.
     */
    public static long left(DcrCredentials credentials, long localMillis) {
        long end = credentials.expiresAtMillis();
        if (end == Long.MAX_VALUE) {
            return end;
        }
        long issued = credentials.createdAtMillis();
        boolean mayBeNew = issued < localMillis && localMillis - issued <= WIDEST;
        return end - (mayBeNew ? issued : localMillis);
    }
}
