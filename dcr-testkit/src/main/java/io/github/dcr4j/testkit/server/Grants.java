package io.github.dcr4j.testkit.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The authorization codes and refresh tokens that were handed out. Thread-safe. */
final class Grants {
    private final RandomText random = new RandomText();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();
    private final Map<String, Access> accessTokens = new ConcurrentHashMap<>();

    /**
     * An authorization code's grant.
     *
     * @param challenge the {@code code_challenge} of method S256, or {@code null} for none (RFC 7636, section 4.3)
     * @param nonce what the ID token shall say, or {@code null} for nothing
     * @param expiresAtMillis in milliseconds since the epoch
     */
    record Code(
            String clientId,
            String redirectUri,
            String scope,
            @Nullable String challenge,
            @Nullable String nonce,
            long expiresAtMillis) {}

    /** A refresh token's grant; {@code subject} has logged in. */
    record Refresh(String clientId, String scope, String subject) {}

    /** What an access token is good for; its subject is who has logged in, or the client itself. */
    record Access(String clientId, String scope, String subject, long expiresAtMillis) {}

    String issue(Code code) {
        String text = random.token();
        codes.put(text, code);
        return text;
    }

    String issue(Refresh refresh) {
        String text = random.token();
        refreshTokens.put(text, refresh);
        return text;
    }

    /** Takes the grant of a code, which can be done once. */
    @Nullable
    Code redeem(String code) {
        return codes.remove(code);
    }

    @Nullable
    Refresh find(String refreshToken) {
        return refreshTokens.get(refreshToken);
    }

    String issue(Access access) {
        String text = random.token();
        accessTokens.put(text, access);
        return text;
    }

    @Nullable
    Access findAccess(String accessToken) {
        return accessTokens.get(accessToken);
    }
}
