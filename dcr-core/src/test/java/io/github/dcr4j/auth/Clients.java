package io.github.dcr4j.auth;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Clients and keys of these tests, and what is in an assertion. */
final class Clients {
    static final String ISSUER = "https://idp.example.com";
    static final String TOKEN_ENDPOINT = ISSUER + "/token";

    private Clients() {}

    static DcrCredentialsBuilder client(TokenEndpointAuthMethod method) {
        return DcrCredentials.builder(
                        DcrKey.builder("https://app.example.com", ISSUER).build())
                .clientId("client-1")
                .tokenEndpointAuthMethod(method)
                .issuer(ISSUER)
                .tokenEndpoint(URI.create(TOKEN_ENDPOINT))
                .createdAt(Instant.parse("2026-03-01T12:00:00Z"));
    }

    static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(
                algorithm.startsWith("ES") ? "EC" : algorithm.startsWith("Ed") ? "Ed25519" : "RSA");
        if (algorithm.startsWith("ES")) {
            String curve = Map.of("ES256", "secp256r1", "ES384", "secp384r1", "ES512", "secp521r1")
                    .getOrDefault(algorithm, "");
            generator.initialize(new ECGenParameterSpec(curve));
        } else if (!algorithm.startsWith("Ed")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    static ClientKey key(String algorithm, String keyId) throws GeneralSecurityException {
        return ClientKey.of(keyId, pair(algorithm));
    }

    /** Returns the form fields by which {@code client} authenticates; none of them is a header. */
    static Map<String, String> fields(ClientAuthentication authentication, DcrCredentials client) {
        Map<String, String> form = new LinkedHashMap<>();
        authentication.authenticate(
                client,
                (name, value) -> {
                    throw new AssertionError("a header: " + name);
                },
                form::put);
        return form;
    }

    static Map<?, ?> part(String assertion, int part) throws IOException {
        byte[] json = Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[part]);
        return new ObjectMapper().readValue(json, Map.class);
    }
}
