package io.github.dcr4j.quickstart.command;

import org.jspecify.annotations.Nullable;

/** Text from elsewhere, made fit to be shown. */
public final class ShownText {
    private static final int LONGEST = 200;

    private ShownText() {}

    /** Returns {@code text} on one line, without what a terminal would obey, and not too long. */
    public static String cleaned(@Nullable String text) {
        String line = oneLine(text == null ? "" : text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Returns {@code text} on one line, without what a terminal would obey. */
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    }

    /** Returns {@code text} for a place between HTML tags, or within quotation marks. */
    public static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
