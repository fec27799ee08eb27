package io.github.dcr4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of another library whose text must not be printed as it is: a TLS library quotes the names in
 * a certificate, a driver quotes what a server said. It has the type and the text of the original, on one line, its
 * stack trace, and its causes and suppressed exceptions in the same form. {@link #original()} is for programs, never
 * for a log.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class ForeignException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1024;
    private static final int DEEPEST = 16;

    private final transient @Nullable Throwable original;

    private ForeignException(Throwable original, int depth) {
        super(text(original), printable(original.getCause(), depth + 1));
        this.original = original;
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            Throwable printable = printable(suppressed, depth + 1);
            if (printable != null) {
                addSuppressed(printable);
            }
        }
    }

    /** Returns {@code thrown} if all that it prints is fit to be printed, and otherwise one that stands for it. */
    public static Throwable printable(Throwable thrown) {
        return isPrintable(thrown, 0) ? thrown : new ForeignException(thrown, 0);
    }

    private static @Nullable Throwable printable(@Nullable Throwable thrown, int depth) {
        if (thrown == null || depth >= DEEPEST) {
            return null;
        }
        return isPrintable(thrown, depth) ? thrown : new ForeignException(thrown, depth);
    }

    private static boolean isPrintable(@Nullable Throwable thrown, int depth) {
        if (thrown == null || thrown instanceof ForeignException) {
            return true;
        }
        if (depth >= DEEPEST || !isLine(thrown.toString()) || !isLine(String.valueOf(thrown.getMessage()))) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!isPrintable(suppressed, depth + 1)) {
                return false;
            }
        }
        return isPrintable(thrown.getCause(), depth + 1);
    }

    private static boolean isLine(String text) {
        return PrintableText.oneLine(text).equals(text);
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        String line = thrown.getClass().getName() + (message == null ? "" : ": " + PrintableText.oneLine(message));
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    /** Returns the exception that this one stands for; empty after serialization. */
    public Optional<Throwable> original() {
        return Optional.ofNullable(original);
    }
}
