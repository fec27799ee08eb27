package io.github.dcr4j.fuzz;

import org.jspecify.annotations.Nullable;

/** What every reader promises, checked; a broken promise is an {@link AssertionError}, which the fuzzer reports. */
public final class Promise {
    private Promise() {}

    /** Fails unless {@code kept}. */
    public static void that(boolean kept, String what) {
        if (!kept) {
            throw new AssertionError(what);
        }
    }

    /**
     * Fails unless {@code text} may stand in a message: no control, format or unassigned character, no half of a
     * surrogate pair, no white space but blanks, at most {@code longest} characters.
     */
    public static void fit(String where, @Nullable String text, int longest) {
        if (text == null) {
            return;
        }
        that(text.length() <= longest, where + " is " + text.length() + " characters long");
        text.codePoints().forEach(c -> that(shown(c), where + " has the character U+" + Integer.toHexString(c)));
    }

    private static boolean shown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Fails if an exception, or one of its causes, has a message that may not be shown or holds {@code secret}. */
    public static void fit(Throwable thrown, int longest, String secret) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            fit(t.getClass().getSimpleName(), t.getMessage(), longest);
            without(t.getClass().getSimpleName(), t.getMessage(), secret);
            for (Throwable suppressed : t.getSuppressed()) {
                fit(suppressed, longest, secret);
            }
        }
    }

    /** Fails if {@code text} holds {@code secret}. */
    public static void without(String where, @Nullable String text, String secret) {
        that(text == null || !text.contains(secret), where + " holds the secret");
    }
}
