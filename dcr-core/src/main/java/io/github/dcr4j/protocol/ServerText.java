package io.github.dcr4j.protocol;

import io.github.dcr4j.Secret;
import java.util.regex.Pattern;

/**
 * Makes text that came from outside fit for a message: without control, format and terminal sequences, without the
 * query and user information of URLs, without secrets of ours that it echoes, at most 256 characters.
 */
final class ServerText {
    private static final int LONGEST = 256;
    // bounds the work of the patterns below; a good deal more than survives
    private static final int LONGEST_READ = 8 * 1024;
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
            shown = shown.replace(secret.reveal(), "***");
        }
        shown = USER_INFO.matcher(shown).replaceAll("$1");
        shown = URL_SECRET_PART.matcher(shown).replaceAll("$1");
        // keeps look-ups of careless log layouts asleep
        shown = shown.replace("${", "{");
        return shown.length() <= LONGEST ? shown : cut(shown);
    }

    private static String cut(String text) {
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }
}
