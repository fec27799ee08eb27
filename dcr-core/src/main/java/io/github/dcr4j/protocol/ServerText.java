package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import java.net.URLEncoder;
import java.util.regex.Pattern;

/**
 * Makes text that came from outside fit for a message: without control, format and terminal sequences, without the
 * query and user information of URLs, without secrets of ours that it echoes, at most 256 characters.
 */
final class ServerText {
    private static final int LONGEST = 256;
    // bounds the work of the patterns below; a good deal more than survives
    private static final int LONGEST_READ = 8 * 1024;
    private static final String MASK = "***";
    // what is shorter tells nothing
    private static final int SHORTEST_REMNANT = 4;
    private static final Pattern TERMINAL_SEQUENCE =
            Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?");
    // control, format (bidirectional marks among them), private use, unassigned, lone surrogates, separators
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\s]+");
    // wherever they stand, in the middle of a word as well
    private static final Pattern URL_SECRET_PART = Pattern.compile("(?i)([a-z0-9+.-]:[^\\s?#\"'<>]*)[?#]\\S*");
    // up to the last of several signs: a password may hold one
    private static final Pattern USER_INFO = Pattern.compile("://[^\\s/?#]*@");
    private static final Pattern AFTER_PATH = Pattern.compile("(?s)[?#].*");
    private static final Pattern BEFORE_HOST = Pattern.compile("(?s)^(.*?://)?[^/]*@");
    private static final Pattern LOOK_UP = Pattern.compile("\\$+\\{");

    private ServerText() {}

    /** Returns {@code text} fit for a message, each of {@code ours} masked wherever it stands in it. */
    static String clean(String text, Secret... ours) {
        // whole and first, before any of it is cut or taken for something else
        String shown = masked(text, ours);
        shown = shown.length() > LONGEST_READ ? shown.substring(0, LONGEST_READ) : shown;
        shown = TERMINAL_SEQUENCE.matcher(shown).replaceAll(" ");
        shown = UNPRINTABLE.matcher(shown).replaceAll(" ").strip();
        shown = USER_INFO.matcher(shown).replaceAll("://");
        shown = URL_SECRET_PART.matcher(shown).replaceAll("$1");
        // keeps look-ups of careless log layouts asleep
        shown = LOOK_UP.matcher(shown).replaceAll("{");
        // what was taken away may have stood in the middle of one
        shown = masked(shown, ours);
        return shown.length() <= LONGEST ? shown : cut(shown);
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

    private static String cut(String text) {
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }
}
