package io.github.dcr4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The carrier of a text that came from outside: a client id, a name, a word of a server's.
 *
 * <p>It prints as one line of at most 256 characters without control, format and terminal sequences, without the query
 * and user information of addresses, without <code>${</code>, at which a log layout may start a look-up, and with
 * {@code '} and {@code /} in place of quotation marks and backslashes, which would end a value in a log line. A program
 * that needs the text itself asks for {@link #exact()}, and does not print it. Equality is by the exact text. Immutable
 * and thread-safe.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class ForeignText {
    private final String exact;

    private ForeignText(String exact) {
        this.exact = exact;
    }

    /** Returns a carrier of {@code exact}. */
    public static ForeignText of(String exact) {
        return new ForeignText(Objects.requireNonNull(exact, "exact"));
    }

    /**
     * Returns all of a sentence on one line, without control, format and terminal sequences, quotation marks and
     * <code>${</code>: for messages, which are made of our own words and of texts that are printable already.
     */
    public static String line(String sentence) {
        return PrintableText.line(sentence);
    }

    /** Returns the form in which {@code exact} is printed, see {@link #toString}. */
    public static String printed(String exact) {
        return PrintableText.value(exact);
    }

    /** Returns the text as it came, for the program that sends or compares it. */
    public String exact() {
        return exact;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ForeignText that && exact.equals(that.exact);
    }

    @Override
    public int hashCode() {
        return exact.hashCode();
    }

    /** Returns the printable form. */
    @Override
    public String toString() {
        return PrintableText.value(exact);
    }
}
