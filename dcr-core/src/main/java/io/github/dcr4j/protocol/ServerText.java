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
    private static final Pattern URL_SECRET_PART = Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]*:[^\\s?#\"'<>]*)[?#]\\S*");
    private static final Pattern USER_INFO = Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]{0,30}://)[^\\s/?#@]*@");

    private ServerText() {}

    /** Returns {@code text} fit for a message, each of {@code ours} masked wherever it stands in it. */
    static String clean(String text, Secret... ours) {
        String shown = text.length() > LONGEST_READ ? text.substring(0, LONGEST_READ) : text;
        shown = TERMINAL_SEQUENCE.matcher(shown).replaceAll(" ");
        shown = UNPRINTABLE.matcher(shown).replaceAll(" ").strip();
        for (Secret secret : ours) {
            shown = masked(shown, secret.reveal());
        }
        shown = USER_INFO.matcher(shown).replaceAll("$1");
        shown = URL_SECRET_PART.matcher(shown).replaceAll("$1");
        // keeps look-ups of careless log layouts asleep
        shown = shown.replace("${", "{");
        return shown.length() <= LONGEST ? shown : cut(shown);
    }

    /** Masks {@code secret}, its form in a URL, and what an answer that was cut off left of it at the end. */
    private static String masked(String text, String secret) {
        String masked = text.replace(secret, MASK).replace(URLEncoder.encode(secret, UTF_8), MASK);
        for (int length = secret.length() - 1; length >= SHORTEST_REMNANT; length--) {
            if (masked.endsWith(secret.substring(0, length))) {
                return masked.substring(0, masked.length() - length) + MASK;
            }
        }
        return masked;
    }

    private static String cut(String text) {
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }
}
