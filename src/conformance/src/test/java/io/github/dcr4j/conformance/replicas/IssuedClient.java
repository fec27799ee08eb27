package io.github.dcr4j.conformance.replicas;

/**
 * A client as the server issued it.
 *
 * @param key the name of the key whose redirect URI it has
 * @param clientId its id
 * @param secret its secret in clear, to be looked for where it must not be
 */
public record IssuedClient(String key, String clientId, String secret) {
    String secretDigest() {
        return Digests.sha256(secret);
    }

    /** Prints no secret. */
    @Override
    public String toString() {
        return "client " + clientId + " of key " + key;
    }
}
