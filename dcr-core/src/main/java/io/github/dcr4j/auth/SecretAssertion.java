package io.github.dcr4j.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An assertion that is authenticated with the client's secret (OpenID Connect Core, section 9). */
final class SecretAssertion {
    private static final Map<String, String> ALGORITHMS =
            Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");

    /** Makes an assertion that is not signed yet. */
    interface Unsigned {
        ClientAssertion of(DcrCredentials client, String algorithm, @Nullable String keyId);
    }

    private SecretAssertion() {}

    static String of(DcrCredentials client, Unsigned unsigned) {
        String registered = RegisteredKeys.of(client).algorithm();
        String algorithm = registered != null && ALGORITHMS.containsKey(registered) ? registered : "HS256";
        byte[] secret = client.clientSecret().map(Secret::reveal).orElse("").getBytes(UTF_8);
        int bytes = Integer.parseInt(algorithm.substring(2)) / Byte.SIZE;
        if (secret.length < bytes) {
            throw AuthenticationFailure.lasting("the client's secret is too short for client_secret_jwt: " + algorithm
                    + " takes one of at least " + bytes + " bytes (RFC 7518, section 3.2); ask for another method");
        }
        ClientAssertion assertion = unsigned.of(client, algorithm, null);
        try {
            String name = ALGORITHMS.getOrDefault(algorithm, "");
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return assertion.signed(mac.doFinal(assertion.signingInput()));
        } catch (GeneralSecurityException e) {
            throw AuthenticationFailure.passing("this JDK cannot authenticate with " + algorithm, e);
        }
    }
}
