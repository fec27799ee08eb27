package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What one caller in a replica was given: credentials, a failure, or neither where a generation was not found.
 *
 * @param key the name of the key
 * @param generation the generation; {@code null} if there are no credentials
 * @param clientId its client
 * @param secretDigest the SHA-256 of its secret
 * @param error the simple name of the exception's class; {@code null} if there is none
 * @param step the failed step, where the exception names one
 * @param message its message
 * @param retryable whether it says that trying again can help
 * @param tookMillis how long the caller waited, by the replica's own clock
 */
public record ReplicaAnswer(
        String key,
        @Nullable String generation,
        @Nullable String clientId,
        @Nullable String secretDigest,
        @Nullable String error,
        @Nullable String step,
        @Nullable String message,
        boolean retryable,
        long tookMillis) {

    /** Returns the answer of a call that gave credentials, or found none. */
    public static ReplicaAnswer of(String key, @Nullable DcrCredentials credentials, long tookMillis) {
        if (credentials == null) {
            return new ReplicaAnswer(key, null, null, null, null, null, null, false, tookMillis);
        }
        String secret = credentials.clientSecret().map(Secret::reveal).orElse("");
        return new ReplicaAnswer(
                key,
                credentials.generation(),
                credentials.clientId(),
                Digests.sha256(secret),
                null,
                null,
                null,
                false,
                tookMillis);
    }

    /** Returns the answer of a call that failed. */
    public static ReplicaAnswer of(String key, Throwable failure, long tookMillis) {
        DcrException known = failure instanceof DcrException e ? e : null;
        return new ReplicaAnswer(
                key,
                null,
                null,
                null,
                failure.getClass().getSimpleName(),
                known == null ? null : known.step().name(),
                String.valueOf(failure.getMessage()),
                known != null && known.retryable(),
                tookMillis);
    }

    /** Tells whether there are credentials. */
    public boolean succeeded() {
        return generation != null;
    }
}
