package io.github.dcr4j.auth;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A key by which a client signs its assertions: a public half that the server is given at registration, and something
 * that signs with the private half. Immutable, thread-safe if its signer is, and prints no more than its id and
 * algorithms.
 *
 * @see ClientAuthentication an example
 */
public final class ClientKey {
    private final String keyId;
    private final List<JwsAlgorithm> algorithms;
    private final Map<String, Object> publicJwk;
    private final PublicKey publicKey;
    private final AssertionSigner signer;

    private ClientKey(Map<String, ?> jwk, AssertionSigner signer) {
        this.signer = Objects.requireNonNull(signer, "signer");
        publicKey = PublicJwk.key(jwk);
        keyId = PublicJwk.text(jwk, "kid");
        algorithms = algorithms(jwk);
        Map<String, Object> members = new LinkedHashMap<>(jwk);
        members.putIfAbsent("use", "sig");
        publicJwk = Collections.unmodifiableMap(members);
    }

    /**
     * Returns a key of the JDK's: RSA with at least 2048 bits, EC on P-256, P-384 or P-521, or Ed25519. The private
     * half may be one that a provider keeps to itself (PKCS #11).
     *
     * @param keyId its {@code kid}, which differs from those of the client's other keys
     * @throws IllegalArgumentException for another kind of key
     */
    public static ClientKey of(String keyId, KeyPair pair) {
        Map<String, Object> jwk = new LinkedHashMap<>(PublicJwk.of(pair.getPublic()));
        jwk.put("kid", Objects.requireNonNull(keyId, "keyId"));
        return new ClientKey(jwk, (input, algorithm, kid) -> known(algorithm).sign(pair.getPrivate(), input));
    }

    /**
     * Returns the keys that {@code text} holds, in order, as files have them: a JWK with its private members, a JWK Set
     * of up to 16 (RFC 7517), or PEM with a block {@code PRIVATE KEY} (PKCS #8, in clear; RFC 7468) and, for EC and
     * Ed25519, the block {@code PUBLIC KEY} of the same key. The {@code kid} of each is that of the JWK, else the
     * thumbprint of its public half (RFC 7638).
     *
     * @throws IllegalArgumentException if it holds no such key, halves of two keys, or one that is too short; the
     *     message has no key material
     */
    public static List<ClientKey> read(Secret text) {
        return PrivateKeyText.of(text.reveal()).stream()
                .map(read -> new ClientKey(
                        read.publicJwk(),
                        (input, algorithm, kid) -> known(algorithm).sign(read.privateKey(), input)))
                .toList();
    }

    private static JwsAlgorithm known(String algorithm) {
        return Objects.requireNonNull(JwsAlgorithm.ofName(algorithm), algorithm);
    }

    /**
     * Returns a key whose private half {@code signer} has.
     *
     * @param publicJwk its public members (RFC 7517, section 4), {@code kid} among them; {@code alg} binds it to one
     *     algorithm
     * @throws IllegalArgumentException if they are no public key of a kind that signs assertions, or hold a private one
     */
    public static ClientKey of(Map<String, ?> publicJwk, AssertionSigner signer) {
        return new ClientKey(publicJwk, signer);
    }

    private static List<JwsAlgorithm> algorithms(Map<String, ?> jwk) {
        List<JwsAlgorithm> possible =
                JwsAlgorithm.of(PublicJwk.text(jwk, "kty"), jwk.get("crv") instanceof String curve ? curve : "");
        if (!jwk.containsKey("alg")) {
            return possible;
        }
        String name = PublicJwk.text(jwk, "alg");
        return possible.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new IllegalArgumentException("alg of the JWK is '" + ForeignText.printed(name)
                        + "', by which such a key does not sign; it is one of " + possible));
    }

    /** Returns its {@code kid}. */
    public String keyId() {
        return keyId;
    }

    /**
     * Returns the algorithms it can sign with, by the names that {@code alg} has (RFC 7518, section 3.1), the preferred
     * first.
     */
    public List<String> algorithms() {
        return algorithms.stream().map(JwsAlgorithm::name).toList();
    }

    /** Returns the members of its public half, as a server is given them. */
    public Map<String, Object> publicJwk() {
        return publicJwk;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    AssertionSigner signer() {
        return signer;
    }

    @Override
    public String toString() {
        return "ClientKey[" + ForeignText.printed(keyId) + ", " + algorithms + "]";
    }
}
