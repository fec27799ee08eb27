package io.github.dcr4j.conformance.replicas;

import java.time.Instant;

/**
 * A client as the server issued it.
 *
 * @param key the name of the key whose redirect URI it has
 * @param clientId its id
 * @param secret its secret in clear, to be looked for where it must not be
 * @param secretExpiresAt when that expires, in seconds since the epoch; 0 for never
 */
public record IssuedClient(String key, String clientId, String secret, long secretExpiresAt) {
    /** Tells whether its secret has expired. */
    public boolean isExpiredAt(Instant now) {
        return secretExpiresAt != 0 && now.getEpochSecond() >= secretExpiresAt;
    }

    /** Returns what answers name its secret by. */
    public String secretDigest() {
        return Digests.sha256(secret);
    }

    /** Prints no secret. */
    @Override
    public String toString() {
        return "client " + clientId + " of key " + key;
    }
}
