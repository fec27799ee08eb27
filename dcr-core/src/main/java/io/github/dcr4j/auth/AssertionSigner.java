package io.github.dcr4j.auth;

/**
 * Signs client assertions with a private key that may be out of this program's reach: in a hardware security module, or
 * a key management service. Implementations are thread-safe.
 *
 * <p>What it returns is verified with the public key before anything is sent. It runs on the thread that authenticates
 * and is interrupted after {@link ClientAuthenticationBuilder#signingTimeout}.
 *
 * @see ClientAuthentication an example
 */
@FunctionalInterface
public interface AssertionSigner {
    /**
     * Returns the signature of {@code signingInput} as a JWS has it (RFC 7518, section 3): for {@code ES256} and its
     * kin the concatenated numbers R and S, not the DER form.
     *
     * @param signingInput the bytes to sign; not their digest
     * @param algorithm the {@code alg} of the assertion, one of the key's
     * @param keyId the {@code kid} of the key
     * @throws Exception if it cannot sign; the client is not authenticated, and nothing is sent
     */
    byte[] sign(byte[] signingInput, String algorithm, String keyId) throws Exception;
}
