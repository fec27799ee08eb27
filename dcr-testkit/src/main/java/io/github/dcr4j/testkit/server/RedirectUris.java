package io.github.dcr4j.testkit.server;

import java.net.URI;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/** How redirect URIs are compared. */
final class RedirectUris {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private RedirectUris() {}

    static boolean isLoopback(URI uri) {
        return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    }

    /**
     * Returns whether {@code given} is registered: to the letter, but on loopback with any port (RFC 8252, section
     * 7.3).
     */
    static boolean contains(Collection<String> registered, String given) {
        return registered.contains(given)
                || registered.stream().anyMatch(candidate -> isEqualButForPort(candidate, given));
    }

    private static boolean isEqualButForPort(String candidate, String given) {
        try {
            URI one = URI.create(candidate);
            URI other = URI.create(given);
            return "http".equals(one.getScheme())
                    && "http".equals(other.getScheme())
                    && isLoopback(one)
                    && one.getHost().equals(other.getHost())
                    && Objects.equals(one.getRawPath(), other.getRawPath())
                    && Objects.equals(one.getRawQuery(), other.getRawQuery())
                    && other.getRawUserInfo() == null
                    && other.getRawFragment() == null;
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }
}
