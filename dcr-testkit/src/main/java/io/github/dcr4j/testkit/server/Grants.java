package io.github.dcr4j.testkit.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The authorization codes and refresh tokens that were handed out. Thread-safe. */
final class Grants {
    private final RandomText random = new RandomText();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();

    /**
     * An authorization code's grant.
     *
     * @param challenge the {@code code_challenge} of method S256, or {@code null} for none (RFC 7636, section 4.3)
     * @param expiresAtMillis in milliseconds since the epoch
     */
    record Code(
            String clientId,
            String redirectUri,
            String scope,
            @Nullable String challenge,
            long expiresAtMillis) {}

    /** A refresh token's grant. */
    record Refresh(String clientId, String scope) {}

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

    String newAccessToken() {
        return random.token();
    }
}
