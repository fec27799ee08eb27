package io.github.dcr4j.auth;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms of a client assertion (RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 9864), the
 * preferred ones first. The JDK has all of them.
 */
enum JwsAlgorithm {
    ES256("EC", "P-256", "SHA256withECDSAinP1363Format", 64),
    ES384("EC", "P-384", "SHA384withECDSAinP1363Format", 96),
    ES512("EC", "P-521", "SHA512withECDSAinP1363Format", 132),
    EdDSA("OKP", "Ed25519", "Ed25519", 64),
    Ed25519("OKP", "Ed25519", "Ed25519", 64),
    PS256("RSA", "", "RSASSA-PSS", 0),
    PS384("RSA", "", "RSASSA-PSS", 0),
    PS512("RSA", "", "RSASSA-PSS", 0),
    RS256("RSA", "", "SHA256withRSA", 0),
    RS384("RSA", "", "SHA384withRSA", 0),
    RS512("RSA", "", "SHA512withRSA", 0);

    private final String keyType;
    private final String curve;
    private final String signature;
    private final int length;

    JwsAlgorithm(String keyType, String curve, String signature, int length) {
        this.keyType = keyType;
        this.curve = curve;
        this.signature = signature;
        this.length = length;
    }

    /** Returns the algorithm of that name; {@code null} for one that no key signs assertions with. */
    static @Nullable JwsAlgorithm ofName(String name) {
        return Arrays.stream(values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns the algorithms of keys of that type, {@code kty}, and curve, {@code crv}. */
    static List<JwsAlgorithm> of(String keyType, String curve) {
        return Stream.of(values())
                .filter(each -> each.keyType.equals(keyType) && (each.curve.isEmpty() || each.curve.equals(curve)))
                .toList();
    }

    /** Returns the signature of {@code input} as a JWS has it. */
    byte[] sign(PrivateKey key, byte[] input) throws GeneralSecurityException {
        Signature signing = engine();
        signing.initSign(key);
        signing.update(input);
        return signing.sign();
    }

    /** Returns whether {@code answer} is the signature of {@code input} by the private half of {@code key}. */
    boolean verify(PublicKey key, byte[] input, byte[] answer) throws GeneralSecurityException {
        if (length > 0 && answer.length != length) {
            return false;
        }
        Signature verifying = engine();
        verifying.initVerify(key);
        verifying.update(input);
        return verifying.verify(answer);
    }

    private Signature engine() throws GeneralSecurityException {
        Signature engine = Signature.getInstance(signature);
        if (signature.equals("RSASSA-PSS")) {
            int bits = Integer.parseInt(name().substring(2));
            String digest = "SHA-" + bits;
            // the salt is as long as the digest (RFC 7518, section 3.5)
            engine.setParameter(
                    new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), bits / Byte.SIZE, 1));
        }
        return engine;
    }
}
