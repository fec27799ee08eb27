package io.github.dcr4j.examples.command;

import io.github.dcr4j.ForeignText;
import org.jspecify.annotations.Nullable;

/** Text from elsewhere, made fit to be shown. */
public final class ShownText {
    private ShownText() {}

    /** Returns {@code text} on one line, without what a terminal would obey, and not too long. */
    public static String cleaned(@Nullable String text) {
        return ForeignText.of(text == null ? "" : text).toString();
    }

    /** Returns {@code text} on one line, without what a terminal would obey. */
    public static String oneLine(String text) {
        return ForeignText.line(text).strip();
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
