package io.github.dcr4j.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.json.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client's assertion says (RFC 7523, section 3; OpenID Connect Core, section 9), ready to be signed. */
final class ClientAssertion {
    /** The value of {@code client_assertion_type} (RFC 7523, section 2.2). */
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Servers refuse what is issued in their future, and clocks differ. */
    private static final long BEFORE_SECONDS = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] signingInput;

    private ClientAssertion(byte[] signingInput) {
        this.signingInput = signingInput;
    }

    /**
     * Returns a new assertion: never sent twice, because its {@code jti} may be taken only once.
     *
     * @param keyId {@code null} for a key that is the client's secret
     */
    static ClientAssertion of(
            DcrCredentials client,
            String audience,
            String algorithm,
            @Nullable String keyId,
            DcrClock clock,
            Duration lifetime) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        long now = clock.millis() / 1_000;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", client.clientId());
        claims.put("sub", client.clientId());
        claims.put("aud", audience);
        claims.put("jti", identifier());
        claims.put("iat", now - BEFORE_SECONDS);
        claims.put("exp", now + lifetime.toSeconds());
        return new ClientAssertion((part(header) + "." + part(claims)).getBytes(US_ASCII));
    }

    private static String identifier() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    private static String part(Map<String, Object> members) {
        return PublicJwk.base64(Json.bytes(members));
    }

    byte[] signingInput() {
        return signingInput.clone();
    }

    /** Returns the JWS (RFC 7515, section 7.1): a secret until it has expired. */
    String signed(byte[] signature) {
        return new String(signingInput, US_ASCII) + "." + PublicJwk.base64(signature);
    }
}
