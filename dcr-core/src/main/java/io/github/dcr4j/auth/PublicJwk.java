package io.github.dcr4j.auth;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Public keys as the JDK has them and as a JWK has them (RFC 7518, section 6; RFC 8037, section 2). */
final class PublicJwk {
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    /** What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, section 4). */
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    private static final int ED25519_LENGTH = 32;
    /** RFC 7518, sections 3.3 and 3.5. */
    private static final int SHORTEST_RSA = 2048;

    private PublicJwk() {}

    /** Returns the members that define {@code key}. */
    static Map<String, Object> of(PublicKey key) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (key instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", unsigned(rsa.getModulus(), 0));
            jwk.put("e", unsigned(rsa.getPublicExponent(), 0));
        } else if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            int bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
            jwk.put("kty", "EC");
            jwk.put("crv", "P-" + bits);
            jwk.put("x", unsigned(ec.getW().getAffineX(), bytes));
            jwk.put("y", unsigned(ec.getW().getAffineY(), bytes));
        } else if (key instanceof EdECPublicKey && key.getEncoded().length == ED25519_LENGTH + 12) {
            byte[] encoded = key.getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_LENGTH, encoded.length);
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("x", base64(point));
        } else {
            throw new IllegalArgumentException("a client's key must be RSA, EC or Ed25519, not " + key.getAlgorithm());
        }
        return jwk;
    }

    /**
     * Returns the key that {@code jwk} defines.
     *
     * @throws IllegalArgumentException if it is no public key that can verify an assertion, or holds a private one
     */
    static PublicKey key(Map<String, ?> jwk) {
        for (String name : PRIVATE) {
            if (jwk.containsKey(name)) {
                throw new IllegalArgumentException("the JWK holds a private or symmetric key (member '" + name
                        + "'): give its public members only");
            }
        }
        try {
            PublicKey key = switch (text(jwk, "kty")) {
                case "RSA" ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
                case "EC" -> ec(jwk);
                case "OKP" -> ed25519(jwk);
                default -> throw new IllegalArgumentException("kty of a client's JWK must be RSA, EC or OKP");
            };
            ensureLongEnough(key);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the JWK defines no key that can be used: " + e.getMessage(), e);
        }
    }

    private static PublicKey ec(Map<String, ?> jwk) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve(jwk)));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    /** Returns the JDK's name of the curve of an EC key. */
    static String curve(Map<String, ?> jwk) {
        String curve = CURVES.get(text(jwk, "crv"));
        if (curve == null) {
            throw new IllegalArgumentException("crv of a client's EC key must be one of P-256, P-384 and P-521");
        }
        return curve;
    }

    private static PublicKey ed25519(Map<String, ?> jwk) throws GeneralSecurityException {
        byte[] point = bytes(jwk, "x");
        if (!text(jwk, "crv").equals("Ed25519") || point.length != ED25519_LENGTH) {
            throw new IllegalArgumentException("a client's OKP key must be Ed25519, with 32 bytes in its member x");
        }
        byte[] encoded = HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(point));
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static void ensureLongEnough(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            throw new IllegalArgumentException(
                    "a client's RSA key must have at least " + SHORTEST_RSA + " bits (RFC 7518, section 3.3); it has "
                            + rsa.getModulus().bitLength());
        }
    }

    static BigInteger number(Map<String, ?> jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    static byte[] bytes(Map<String, ?> jwk, String name) {
        try {
            return Base64.getUrlDecoder().decode(text(jwk, name));
        } catch (IllegalArgumentException e) {
            // the cause may quote the member, which may be a private one
            throw new IllegalArgumentException("member '" + name + "' of the JWK must be base64url");
        }
    }

    static String text(Map<String, ?> jwk, String name) {
        if (jwk.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException("the JWK of a client's key needs a member '" + name + "', a string");
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, bytes.length - sign)];
        System.arraycopy(bytes, sign, padded, padded.length - bytes.length + sign, bytes.length - sign);
        return base64(padded);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
