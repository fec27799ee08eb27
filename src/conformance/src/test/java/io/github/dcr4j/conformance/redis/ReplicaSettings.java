package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisSecrets;
import java.time.Duration;

/**
 * How a replica is set up.
 *
 * @param secrets how its store protects rows
 * @param patience how long its store tries calls that can wait
 * @param retention how long its store keeps a client whose secret has expired
 * @param softAge after how long its near cache checks in the background
 * @param hardAge after how long its near cache checks before use
 */
record ReplicaSettings(
        RedisSecrets secrets, Duration patience, Duration retention, Duration softAge, Duration hardAge) {
    /** Returns the library's defaults. */
    static ReplicaSettings usual() {
        return new ReplicaSettings(
                KeyRing.of(TestKey.bytes()),
                Duration.ofSeconds(6),
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }

    ReplicaSettings secrets(RedisSecrets other) {
        return new ReplicaSettings(other, patience, retention, softAge, hardAge);
    }

    ReplicaSettings patience(Duration other) {
        return new ReplicaSettings(secrets, other, retention, softAge, hardAge);
    }

    ReplicaSettings retention(Duration other) {
        return new ReplicaSettings(secrets, patience, other, softAge, hardAge);
    }

    ReplicaSettings ages(Duration soft, Duration hard) {
        return new ReplicaSettings(secrets, patience, retention, soft, hard);
    }
}
