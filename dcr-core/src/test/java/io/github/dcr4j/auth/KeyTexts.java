package io.github.dcr4j.auth;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.Key;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Private keys as files have them. */
public final class KeyTexts {
    private KeyTexts() {}

    /** Returns PEM of both halves, as {@code openssl} writes them one after the other. */
    public static String pem(KeyPair pair) {
        return block("PRIVATE KEY", pair.getPrivate()) + block("PUBLIC KEY", pair.getPublic());
    }

    /** Returns PEM of one half. */
    public static String block(String label, Key key) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** Returns the members of a private JWK. */
    public static Map<String, Object> jwk(KeyPair pair, String keyId) {
        Map<String, Object> jwk = new LinkedHashMap<>(PublicJwk.of(pair.getPublic()));
        jwk.put("kid", keyId);
        if (pair.getPrivate() instanceof RSAPrivateCrtKey rsa) {
            jwk.put("d", number(rsa.getPrivateExponent(), 0));
            jwk.put("p", number(rsa.getPrimeP(), 0));
            jwk.put("q", number(rsa.getPrimeQ(), 0));
            jwk.put("dp", number(rsa.getPrimeExponentP(), 0));
            jwk.put("dq", number(rsa.getPrimeExponentQ(), 0));
            jwk.put("qi", number(rsa.getCrtCoefficient(), 0));
        } else if (pair.getPrivate() instanceof ECPrivateKey ec) {
            int bytes = (ec.getParams().getOrder().bitLength() + 7) / 8;
            jwk.put("d", number(ec.getS(), bytes));
        } else {
            jwk.put(
                    "d",
                    PublicJwk.base64(
                            ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow()));
        }
        return jwk;
    }

    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, bytes.length - sign)];
        System.arraycopy(bytes, sign, padded, padded.length - bytes.length + sign, bytes.length - sign);
        return PublicJwk.base64(padded);
    }

    /** Returns {@code members} as JSON. */
    public static String json(Map<String, ?> members) {
        try {
            return new ObjectMapper().writeValueAsString(members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
