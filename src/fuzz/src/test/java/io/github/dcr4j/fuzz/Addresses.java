package io.github.dcr4j.fuzz;

import java.util.Locale;

/** What of an address may be shown, worked out in another way than the library does. */
public final class Addresses {
    private Addresses() {}

    /**
     * Returns {@code text} without what may be a secret: user information, and everything from a query or fragment on.
     */
    public static String shownPart(String text) {
        int end = text.length();
        for (char c : new char[] {'?', '#'}) {
            int found = text.indexOf(c);
            end = found >= 0 ? Math.min(end, found) : end;
        }
        String shown = text.substring(0, end);
        int authority = shown.indexOf("://") < 0 ? 0 : shown.indexOf("://") + 3;
        int path = shown.indexOf('/', authority);
        int at = shown.lastIndexOf('@', path < 0 ? shown.length() : path);
        return at < authority ? shown : shown.substring(0, authority) + shown.substring(at + 1);
    }

    /** Returns whether a browser would run {@code text} as a script (WHATWG URL, sections 4.1 and 4.4). */
    public static boolean runsAsScript(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        String scheme = text.substring(start).replaceAll("[\t\n\r]", "").toLowerCase(Locale.ROOT);
        return scheme.startsWith("javascript:") || scheme.startsWith("data:") || scheme.startsWith("vbscript:");
    }
}
