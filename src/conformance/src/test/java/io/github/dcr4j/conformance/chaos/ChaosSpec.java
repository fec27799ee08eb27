package io.github.dcr4j.conformance.chaos;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a replica is set up. Immutable.
 *
 * @param name its name, which the clients that it registers have too
 * @param redis its way to the Redis that all share
 * @param issuer the authorization server
 * @param keys the names of the keys that it uses
 * @param softAge the soft age of the near cache in front of Redis; negative for no near cache
 * @param lease how long the right to register lasts
 * @param renewing whether a client that comes due gets a new secret, and is not replaced
 * @param deleting whether clients that are out of use are deleted at the server
 */
record ChaosSpec(
        String name,
        URI redis,
        String issuer,
        List<String> keys,
        Duration softAge,
        Duration lease,
        boolean renewing,
        boolean deleting) {
    static final Duration NO_NEAR_CACHE = Duration.ofSeconds(-1);

    /** How long after a rejection the next one of its key is believed. */
    static final Duration REJECTION_PAUSE = Duration.ofMillis(500);

    /** Returns how long Redis is tried: a save that is tried three times is given up before a long fault ends. */
    Duration patience() {
        return lease.dividedBy(8);
    }

    /** Returns how long a caller waits at most. */
    Duration maxWait() {
        return lease.multipliedBy(3);
    }

    boolean hasNearCache() {
        return !softAge.isNegative();
    }

    List<String> arguments() {
        return List.of(
                name,
                redis.toString(),
                issuer,
                String.join(",", keys),
                softAge.toString(),
                lease.toString(),
                Boolean.toString(renewing),
                Boolean.toString(deleting));
    }

    static ChaosSpec parse(String... arguments) {
        return new ChaosSpec(
                arguments[0],
                URI.create(arguments[1]),
                arguments[2],
                List.of(arguments[3].split(",")),
                Duration.parse(arguments[4]),
                Duration.parse(arguments[5]),
                Boolean.parseBoolean(arguments[6]),
                Boolean.parseBoolean(arguments[7]));
    }
}
