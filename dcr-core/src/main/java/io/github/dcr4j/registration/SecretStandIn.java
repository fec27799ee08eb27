package io.github.dcr4j.registration;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes what a server shows in the place of a client secret: the hash that it keeps of the secret, or a mask.
 * Neither authenticates a client.
 *
 * <p>A hash without a mark of its own (a bare SHA-256 in hex or Base64, as some servers keep it) looks like any secret
 * and is not recognized; that is why a secret is never replaced for its look alone. Stateless and thread-safe.
 */
public final class SecretStandIn {
    private static final String HASH = "stored hash";
    private static final String MASK = "mask";
    private static final int LONGEST_LABEL = 64;
    private static final int SHORTEST_MASK = 3;

    /**
     * How labelled hashes begin that have neither braces nor a dollar sign in front, in lower case.
     *
     * <ul>
     *   <li>{@code pbkdf2_sha256$600000$…}, {@code bcrypt_sha256$…}, {@code bcrypt$…}, {@code argon2$…},
     *       {@code scrypt$…}, {@code md5$…}: Django, "How Django stores passwords", and its hashers
     *   <li>{@code pbkdf2:sha256:600000$…}, {@code scrypt:32768:8:1$…}: Werkzeug, {@code generate_password_hash}
     *   <li>{@code SCRAM-SHA-256$4096:…}: PostgreSQL, {@code pg_authid} (RFC 5803 is like it)
     *   <li>{@code sha256:…}, {@code sha256$…}: applications of many kinds
     * </ul>
     */
    private static final List<String> ALGORITHMS = List.of(
            "pbkdf2", "bcrypt", "scrypt", "argon2", "scram-sha", "md5", "sha1", "sha224", "sha256", "sha384", "sha512");

    private static final String SEPARATORS = "$:_-@,";

    /**
     * How the Base64 form of ASP.NET Core Identity's format 3 begins, which OpenIddict uses for client secrets: a byte
     * 1 and a function's number in four bytes, the most significant first.
     */
    private static final String ASP_NET_IDENTITY = "AQAAAA";

    private static final int SHORTEST_ASP_NET_IDENTITY = 60;

    private SecretStandIn() {}

    /**
     * Returns what {@code text} is instead of a secret, in words that tell nothing of it; {@code null} if it may be
     * one.
     */
    public static @Nullable String shape(String text) {
        if (isMask(text)) {
            return MASK;
        }
        boolean hash = isLabelled(text) || isCrypt(text) || isNamed(text) || isAspNetIdentity(text);
        return hash ? HASH : null;
    }

    /**
     * {@code {id}…}: Spring Security's DelegatingPasswordEncoder ({@code {bcrypt}}, {@code
     * {pbkdf2@SpringSecurity_v5_8}}, {@code {noop}}), LDAP's {@code userPassword} ({@code {SSHA}}, {@code {CRYPT}}; RFC
     * 2307, section 5.3), Dovecot ({@code {BLF-CRYPT}}).
     */
    private static boolean isLabelled(String text) {
        int end = text.startsWith("{") ? text.indexOf('}') : -1;
        return end > 1 && end <= LONGEST_LABEL && end < text.length() - 1 && isName(text, 1, end);
    }

    /**
     * {@code $id$…}: crypt(5) ({@code $1$}, {@code $2a$}, {@code $2b$}, {@code $2y$}, {@code $5$}, {@code $6$},
     * {@code $y$}, {@code $7$}, {@code $md5,rounds=5$}), the PHC string format ({@code $argon2id$v=19$…},
     * {@code $scrypt$…}, {@code $pbkdf2-sha256$…}), phpass and Drupal ({@code $P$}, {@code $H$}, {@code $S$}), Apache
     * ({@code $apr1$}).
     */
    private static boolean isCrypt(String text) {
        int end = text.startsWith("$") ? text.indexOf('$', 1) : -1;
        return end > 1 && end <= LONGEST_LABEL && end < text.length() - 1 && isName(text, 1, end);
    }

    private static boolean isName(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char unit = text.charAt(i);
            boolean allowed = (unit >= '0' && unit <= '9')
                    || (unit >= 'a' && unit <= 'z')
                    || (unit >= 'A' && unit <= 'Z')
                    || "@._-+/,=".indexOf(unit) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNamed(String text) {
        String start = text.substring(0, Math.min(text.length(), LONGEST_LABEL)).toLowerCase(Locale.ROOT);
        for (String name : ALGORITHMS) {
            if (start.startsWith(name) && start.length() > name.length() && isSeparator(start.charAt(name.length()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSeparator(char character) {
        return SEPARATORS.indexOf(character) >= 0;
    }

    private static boolean isAspNetIdentity(String text) {
        return text.length() >= SHORTEST_ASP_NET_IDENTITY
                && text.startsWith(ASP_NET_IDENTITY)
                && text.chars().allMatch(unit -> Character.isLetterOrDigit(unit) || "+/=".indexOf(unit) >= 0);
    }

    private static boolean isOneSign(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) != text.charAt(0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * One sign again and again ({@code **********}, as Keycloak shows secrets), asterisks after the first or before the
     * last letters of the secret, or a word in brackets ({@code [REDACTED]}, {@code <hidden>}).
     */
    private static boolean isMask(String text) {
        if (text.length() < SHORTEST_MASK) {
            return false;
        }
        int first = text.charAt(0);
        int last = text.charAt(text.length() - 1);
        boolean one = isOneSign(text);
        boolean bracketed = (first == '[' && last == ']') || (first == '<' && last == '>');
        return one || text.contains("***") || (bracketed && isName(text, 1, text.length() - 1));
    }
}
