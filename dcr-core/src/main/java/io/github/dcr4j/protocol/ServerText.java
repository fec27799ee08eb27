package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.net.URLEncoder;
import java.util.regex.Pattern;

/**
 * Makes text that came from outside fit for a message: in the printable form of {@link ForeignText}, and without secrets of
 * ours that it echoes.
 */
final class ServerText {
    private static final String MASK = "***";
    // what is shorter tells nothing
    private static final int SHORTEST_REMNANT = 4;
    private static final Pattern AFTER_PATH = Pattern.compile("(?s)[?#].*");
    private static final Pattern BEFORE_HOST = Pattern.compile("(?s)^(.*?://)?[^/]*@");

    private ServerText() {}

    /** Returns {@code text} fit for a message, each of {@code ours} masked wherever it stands in it. */
    static String clean(String text, Secret... ours) {
        // whole and first, before any of it is cut or taken for something else
        String shown = ForeignText.printed(masked(text, ours));
        // what was taken away may have stood in the middle of one
        for (Secret secret : ours) {
            shown = masked(shown, secret.reveal());
            shown = masked(shown, secret.reveal().replace('"', '\'').replace('\\', '/'));
        }
        return shown;
    }

    /** Returns what should be an address, however malformed, fit for a message: without all that may be a secret in one. */
    static String cleanAddress(String text, Secret... ours) {
        String shown = AFTER_PATH.matcher(text).replaceFirst("");
        return clean(BEFORE_HOST.matcher(shown).replaceFirst("$1"), ours);
    }

    private static String masked(String text, Secret... ours) {
        String shown = text;
        for (Secret secret : ours) {
            shown = masked(shown, secret.reveal());
        }
        return shown;
    }

    /** Masks {@code secret}, its form in a URL, and what an answer that was cut off left of it at the end. */
    private static String masked(String text, String secret) {
        String masked = text.replace(secret, MASK).replace(URLEncoder.encode(secret, UTF_8), MASK);
        int longest = Math.min(secret.length() - 1, masked.length());
        for (int length = longest; length >= SHORTEST_REMNANT; length--) {
            int from = masked.length() - length;
            if (masked.regionMatches(from, secret, 0, length)) {
                return masked.substring(0, from) + MASK;
            }
        }
        return masked;
    }
}
