package io.github.dcr4j.testkit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.testkit.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Signs ID tokens (OpenID Connect Core, section 2), with RS256 and a key that all fake servers share. */
final class IdTokens {
    private static final String KEY_ID = "fake-server-key";
    private static final int LIFE_SECONDS = 300;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ServerAddresses addresses;
    private final ServerTerms terms;
    private final RandomText random = new RandomText();

    /**
     * Read, not generated: a new key takes seconds on a busy machine, while a client waits for its token and gives up.
     */
    private static final class Key {
        static final RSAPrivateCrtKey PRIVATE = read("id-token-key.txt");

        private static RSAPrivateCrtKey read(String file) {
            try (InputStream lines = Objects.requireNonNull(IdTokens.class.getResourceAsStream(file), file)) {
                String text = new String(lines.readAllBytes(), US_ASCII)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.joining());
                PKCS8EncodedKeySpec key =
                        new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
                return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(key);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has RSA", e);
            }
        }
    }

    IdTokens(ServerAddresses addresses, ServerTerms terms) {
        this.addresses = addresses;
        this.terms = terms;
    }

    /** Returns the key set that verifies them (RFC 7517). */
    static Map<String, Object> keySet() {
        RSAPrivateCrtKey key = Key.PRIVATE;
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty",
                        "RSA",
                        "use",
                        "sig",
                        "alg",
                        "RS256",
                        "kid",
                        KEY_ID,
                        "n",
                        unsigned(key.getModulus()),
                        "e",
                        unsigned(key.getPublicExponent()))));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        byte[] magnitude = new byte[bytes.length - from];
        System.arraycopy(bytes, from, magnitude, 0, magnitude.length);
        return BASE64.encodeToString(magnitude);
    }

    /**
     * Returns the ID token of a login.
     *
     * @param nonce what the authorization request asked for, {@code null} for none
     */
    String issue(String clientId, @Nullable String nonce) {
        long now = terms.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", addresses.issuer());
        claims.put("sub", terms.user().subject());
        claims.put("aud", clientId);
        claims.put("azp", clientId);
        claims.put("iat", now);
        claims.put("auth_time", now);
        claims.put("exp", now + LIFE_SECONDS);
        claims.put("jti", random.token());
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        return signed(claims);
    }

    private static String signed(Map<String, Object> claims) {
        String input = part(Map.of("alg", "RS256", "kid", KEY_ID, "typ", "JWT")) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(Key.PRIVATE);
            signature.update(input.getBytes(US_ASCII));
            return input + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    private static String part(Map<String, Object> members) {
        return BASE64.encodeToString(Json.text(members).getBytes(UTF_8));
    }
}
