package io.github.dcr4j.examples.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads who logged in from an ID token. Its signature is not looked at: the token comes straight from the token
 * endpoint, and TLS says whose that is (OpenID Connect Core, section 3.1.3.7, point 6).
 */
final class IdToken {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SKEW_SECONDS = 60;

    private IdToken() {}

    /**
     * Returns the subject, or {@code null} for a client whose issuer is not known, because it was registered by hand.
     *
     * @throws LoginFailedException if the token is for another client, from another issuer, old, or of another login
     */
    static @Nullable String subject(String token, DcrCredentials client, BegunLogin login, Instant now) {
        String issuer = client.issuer().orElse(null);
        if (issuer == null) {
            return null;
        }
        JsonNode claims = claims(token);
        check(claims.path("iss").asText().equals(issuer), "iss");
        check(isFor(claims, client.clientId()), "aud");
        check(
                claims.path("exp").canConvertToLong()
                        && claims.path("exp").asLong() + SKEW_SECONDS > now.getEpochSecond(),
                "exp");
        check(claims.path("nonce").asText().equals(login.nonce() == null ? "" : login.nonce()), "nonce");
        String subject = claims.path("sub").asText();
        check(!subject.isEmpty(), "sub");
        return subject;
    }

    private static JsonNode claims(String token) {
        String[] parts = token.split("\\.", -1);
        check(parts.length == 3, "form");
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IOException | IllegalArgumentException e) {
            throw refused("form"); // their messages quote the token
        }
    }

    /** A token for several parties says which of them asked for it (section 2, {@code azp}). */
    private static boolean isFor(JsonNode claims, String clientId) {
        JsonNode audience = claims.path("aud");
        boolean named = audience.asText().equals(clientId);
        for (JsonNode one : audience) {
            named |= one.asText().equals(clientId);
        }
        JsonNode party = claims.path("azp");
        return named
                && (party.isMissingNode()
                        ? audience.size() <= 1
                        : party.asText().equals(clientId));
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw refused(what);
        }
    }

    private static LoginFailedException refused(String what) {
        return new LoginFailedException(502, "The server's ID token cannot be used: its " + what + " is not right.");
    }
}
