package io.github.dcr4j.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.JsonValues;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys as files have them: a JWK or a JWK Set (RFC 7517), or PEM (RFC 7468) of a PKCS #8 key, with the
 * public half behind it where that cannot be computed. No message holds key material.
 */
final class PrivateKeyText {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final int MOST_KEYS = 16;
    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth");

    private PrivateKeyText() {}

    /**
     * A key that was read.
     *
     * @param publicJwk the members of its public half, {@code kid} among them
     */
    record Read(Map<String, Object> publicJwk, PrivateKey privateKey) {}

    /** @throws IllegalArgumentException if {@code text} is none of the forms, or no key that signs assertions */
    static List<Read> of(String text) {
        String stripped = text.strip();
        List<Read> all = stripped.startsWith("{") ? ofJson(stripped) : List.of(ofPem(stripped));
        for (Read read : all) {
            ensurePair(read.privateKey, PublicJwk.key(read.publicJwk), read.publicJwk);
        }
        return all;
    }

    private static List<Read> ofJson(String json) {
        Object value;
        try {
            value = JsonValues.of(Json.object(json.getBytes(UTF_8)));
        } catch (JsonProblem e) {
            // its message says where, which is of no use here
            throw new IllegalArgumentException("it is no JSON object that can be read");
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw new IllegalStateException("an object is a map");
        }
        if (!object.containsKey("keys")) {
            return List.of(ofJwk(object));
        }
        if (!(object.get("keys") instanceof List<?> keys) || keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("keys of the JWK Set must be 1 to " + MOST_KEYS + " keys");
        }
        List<Read> all = new ArrayList<>(keys.size());
        for (Object key : keys) {
            if (!(key instanceof Map<?, ?> jwk)) {
                throw new IllegalArgumentException("keys of the JWK Set must be objects");
            }
            all.add(ofJwk(jwk));
        }
        return all;
    }

    private static Read ofJwk(Map<?, ?> jwk) {
        Map<String, Object> members = new LinkedHashMap<>();
        jwk.forEach((name, value) -> members.put(String.valueOf(name), value));
        if (!members.containsKey("d")) {
            throw new IllegalArgumentException(
                    "the JWK has no private half (member 'd', RFC 7518, sections 6.2.2 and 6.3.2)");
        }
        Map<String, Object> half = new LinkedHashMap<>(members);
        half.keySet().removeAll(PRIVATE_MEMBERS);
        half.remove("key_ops"); // says what the private half is for
        half.putIfAbsent("kid", thumbprint(half));
        PublicJwk.key(half);
        try {
            return new Read(half, privateKey(members));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private members of the JWK define no key");
        }
    }

    private static PrivateKey privateKey(Map<String, Object> jwk) throws GeneralSecurityException {
        return switch (PublicJwk.text(jwk, "kty")) {
            case "RSA" ->
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new RSAPrivateCrtKeySpec(
                                PublicJwk.number(jwk, "n"),
                                PublicJwk.number(jwk, "e"),
                                PublicJwk.number(jwk, "d"),
                                PublicJwk.number(jwk, "p"),
                                PublicJwk.number(jwk, "q"),
                                PublicJwk.number(jwk, "dp"),
                                PublicJwk.number(jwk, "dq"),
                                PublicJwk.number(jwk, "qi")));
            case "EC" -> {
                AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
                curve.init(new ECGenParameterSpec(PublicJwk.curve(jwk)));
                yield KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(
                                PublicJwk.number(jwk, "d"), curve.getParameterSpec(ECParameterSpec.class)));
            }
            default ->
                KeyFactory.getInstance("Ed25519")
                        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, PublicJwk.bytes(jwk, "d")));
        };
    }

    private static Read ofPem(String pem) {
        byte[] encoded = block(pem, PRIVATE);
        if (encoded == null) {
            throw new IllegalArgumentException(
                    "it is neither a JWK nor PEM with a block PRIVATE KEY (PKCS #8, in clear);"
                            + " 'openssl pkcs8 -topk8 -nocrypt' makes one of other forms");
        }
        PrivateKey key =
                decoded(encoded, PRIVATE, (factory, bytes) -> factory.generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        byte[] half = block(pem, PUBLIC);
        PublicKey publicKey = half == null
                ? computed(key)
                : decoded(half, PUBLIC, (factory, bytes) -> factory.generatePublic(new X509EncodedKeySpec(bytes)));
        Map<String, Object> jwk = new LinkedHashMap<>(PublicJwk.of(publicKey));
        jwk.put("kid", thumbprint(jwk));
        return new Read(jwk, key);
    }

    private static byte @Nullable [] block(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = start < 0 ? -1 : pem.indexOf("-----END " + label + "-----", start);
        if (end < 0) {
            return null;
        }
        try {
            return Base64.getMimeDecoder()
                    .decode(pem.substring(start + begin.length(), end).getBytes(US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the block " + label + " is no Base64");
        }
    }

    private interface Decoding<K> {
        K by(KeyFactory factory, byte[] encoded) throws GeneralSecurityException;
    }

    /** What kind of key it is stands in it, and each factory reads its own kind alone. */
    private static <K> K decoded(byte[] encoded, String label, Decoding<K> decoding) {
        for (String algorithm : ALGORITHMS) {
            K key = decoded(algorithm, encoded, decoding);
            if (key != null) {
                return key;
            }
        }
        throw new IllegalArgumentException("the block " + label + " holds no key of RSA, EC or Ed25519");
    }

    private static <K> @Nullable K decoded(String algorithm, byte[] encoded, Decoding<K> decoding) {
        try {
            return decoding.by(KeyFactory.getInstance(algorithm), encoded);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static PublicKey computed(PrivateKey key) {
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw new IllegalArgumentException("the public half is missing, and is computed for RSA alone: append it"
                    + " ('openssl pkey -in key.pem -pubout >> key.pem'), or give a JWK");
        }
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the block PRIVATE KEY holds no RSA key that can be used");
        }
    }

    /** Halves of two keys would be found out by the first assertion; they are by this signature. */
    private static void ensurePair(PrivateKey privateKey, PublicKey publicKey, Map<String, Object> jwk) {
        JwsAlgorithm algorithm = JwsAlgorithm.of(
                        PublicJwk.text(jwk, "kty"), jwk.get("crv") instanceof String curve ? curve : "")
                .get(0);
        byte[] input = BigInteger.TEN.toByteArray();
        boolean pair;
        try {
            pair = algorithm.verify(publicKey, input, algorithm.sign(privateKey, input));
        } catch (GeneralSecurityException e) {
            pair = false;
        }
        if (!pair) {
            throw new IllegalArgumentException("the private and the public half are not of one key");
        }
    }

    /** Returns the thumbprint of a public key (RFC 7638), a {@code kid} that every reader of the key finds alike. */
    private static String thumbprint(Map<String, Object> jwk) {
        List<String> required = switch (PublicJwk.text(jwk, "kty")) {
            case "RSA" -> List.of("e", "kty", "n");
            case "EC" -> List.of("crv", "kty", "x", "y");
            case "OKP" -> List.of("crv", "kty", "x");
            default -> throw new IllegalArgumentException("kty of a client's JWK must be RSA, EC or OKP");
        };
        StringBuilder json = new StringBuilder();
        for (String name : required) {
            json.append(json.isEmpty() ? "{\"" : ",\"")
                    .append(name)
                    .append("\":\"")
                    .append(PublicJwk.text(jwk, name))
                    .append('"');
        }
        try {
            return PublicJwk.base64(MessageDigest.getInstance("SHA-256")
                    .digest(json.append('}').toString().getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
