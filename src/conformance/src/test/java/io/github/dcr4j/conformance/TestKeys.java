package io.github.dcr4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.token.TokenRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Keys of clients, and what assertions say of them. */
public final class TestKeys {
    private TestKeys() {}

    /** Returns a new key for signatures by {@code algorithm}: ES256, EdDSA or PS256. */
    public static ClientKey of(String algorithm, String keyId) throws GeneralSecurityException {
        return switch (algorithm) {
            case "ES256" -> ec(keyId);
            case "EdDSA" -> ed25519(keyId);
            case "PS256" -> rsa(keyId);
            default -> throw new IllegalArgumentException(algorithm);
        };
    }

    /** Returns a new key that signs with ES256. */
    public static ClientKey ec(String keyId) throws GeneralSecurityException {
        return ClientKey.of(keyId, pair("secp256r1"));
    }

    /** Returns a new key pair on {@code curve}. */
    public static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** Returns a new key that signs with EdDSA. */
    public static ClientKey ed25519(String keyId) throws GeneralSecurityException {
        return ClientKey.of(keyId, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    /** Returns a new key that signs with PS256 and RS256. */
    public static ClientKey rsa(String keyId) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return ClientKey.of(keyId, generator.generateKeyPair());
    }

    /** Returns the header of the assertion that {@code request} carries. */
    public static JsonNode header(TokenRequest request) throws IOException {
        return part(request, 0);
    }

    /** Returns the claims of the assertion that {@code request} carries. */
    public static JsonNode claims(TokenRequest request) throws IOException {
        return part(request, 1);
    }

    private static JsonNode part(TokenRequest request, int part) throws IOException {
        for (String field : request.body().split("&", -1)) {
            if (field.startsWith("client_assertion=")) {
                String assertion = URLDecoder.decode(field.substring(field.indexOf('=') + 1), StandardCharsets.UTF_8);
                return new ObjectMapper()
                        .readTree(Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[part]));
            }
        }
        throw new IOException("no assertion in the request");
    }
}
