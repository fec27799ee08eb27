package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.store.redis.KeyRing;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a replica is set up. Immutable.
 *
 * @param storeUri the Redis, or the file, that all replicas share
 * @param issuer the authorization server
 * @param lease how long the right to register lasts
 * @param patience how long the store's calls that can wait are tried
 * @param softAge the soft age of the near cache in front of the store; negative for no near cache
 * @param renewing whether clients are renewed, and kept by Redis after their secret's end; otherwise they are replaced
 */
public record ReplicaSpec(
        URI storeUri, String issuer, Duration lease, Duration patience, Duration softAge, boolean renewing) {
    private static final Duration NONE = Duration.ofSeconds(-1);

    /**
     * Returns the set-up that most tests want: no near cache, a lease of 5 s, a patience of 6 s, both more on a slow
     * machine.
     */
    public static ReplicaSpec of(URI storeUri, String issuer) {
        return new ReplicaSpec(
                storeUri,
                issuer,
                Pace.stretched(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                Pace.stretched(Duration.ofSeconds(6), Duration.ofSeconds(30)),
                NONE,
                false);
    }

    /** Returns the same with another way to Redis. */
    public ReplicaSpec withRedisUri(URI other) {
        return new ReplicaSpec(other, issuer, lease, patience, softAge, renewing);
    }

    /** Returns the same with another lease. */
    public ReplicaSpec withLease(Duration other) {
        return new ReplicaSpec(storeUri, issuer, other, patience, softAge, renewing);
    }

    /** Returns the same with another patience. */
    public ReplicaSpec withPatience(Duration other) {
        return new ReplicaSpec(storeUri, issuer, lease, other, softAge, renewing);
    }

    /** Returns the same with a near cache, which checks what is older than {@code age}. */
    public ReplicaSpec withNearCache(Duration age) {
        return new ReplicaSpec(storeUri, issuer, lease, patience, age, renewing);
    }

    /** Returns the same with clients that are renewed. */
    public ReplicaSpec withRenewal() {
        return new ReplicaSpec(storeUri, issuer, lease, patience, softAge, true);
    }

    boolean hasNearCache() {
        return !softAge.isNegative();
    }

    /** Returns the keys by which everybody here encrypts; in tests, nothing is kept secret from anybody. */
    public static KeyRing keyRing() {
        return KeyRing.of(TestKey.bytes());
    }

    List<String> arguments() {
        return List.of(
                storeUri.toString(),
                issuer,
                lease.toString(),
                patience.toString(),
                softAge.toString(),
                String.valueOf(renewing));
    }

    static ReplicaSpec parse(String... arguments) {
        return new ReplicaSpec(
                URI.create(arguments[0]),
                arguments[1],
                Duration.parse(arguments[2]),
                Duration.parse(arguments[3]),
                Duration.parse(arguments[4]),
                Boolean.parseBoolean(arguments[5]));
    }
}
