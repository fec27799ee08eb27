package io.github.dcr4j.json;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;

/**
 * Makes text that came from outside fit for a message: in the printable form of {@link ForeignText}, and without
 * secrets of ours that it echoes.
 */
public final class ServerText {
    private ServerText() {}

    /** Returns {@code text} fit for a message, each of {@code ours} masked wherever it stands in it. */
    public static String clean(String text, Secret... ours) {
        // whole and first, before any of it is cut or taken for something else
        String shown = ForeignText.printed(masked(text, ours));
        // what was taken away may have stood in the middle of one
        for (Secret secret : ours) {
            String printed = secret.reveal().replace('"', '\'').replace('\\', '/');
            shown = masked(shown, secret, Secret.of(printed));
        }
        return shown;
    }

    /**
     * Returns what should be an address, however malformed, fit for a message: without all that may be a secret in one.
     */
    public static String cleanAddress(String text, Secret... ours) {
        int query = firstOf(text, '?', '#');
        String path = query < 0 ? text : text.substring(0, query);
        int scheme = path.indexOf("://");
        int host = scheme < 0 ? 0 : scheme + 3;
        int end = path.indexOf('/', host);
        // up to the last of several signs: a password may hold one
        int at = path.lastIndexOf('@', end < 0 ? path.length() : end);
        return clean(at < host ? path : path.substring(0, host) + path.substring(at + 1), ours);
    }

    private static int firstOf(String text, char one, char other) {
        int first = text.indexOf(one);
        int second = text.indexOf(other);
        return first < 0 || second < 0 ? Math.max(first, second) : Math.min(first, second);
    }

    private static String masked(String text, Secret... ours) {
        String shown = text;
        for (Secret secret : ours) {
            shown = Echo.masked(shown, secret);
        }
        return shown;
    }
}
