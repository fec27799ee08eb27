package io.github.dcr4j.testkit.server;

import java.util.Collection;
import java.util.List;

/** Scope text as a list of scope tokens (RFC 6749, section 3.3). */
public final class Scopes {
    private Scopes() {}

    /** Returns the tokens in {@code text}; none in an empty text. */
    public static List<String> of(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    public static boolean isWellFormed(String text) {
        return of(text).stream().allMatch(token -> token.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"));
    }

    /** Returns whether {@code asked} is within {@code limit}, where an empty limit is none. */
    static boolean within(Collection<String> limit, Collection<String> asked) {
        return limit.isEmpty() || limit.containsAll(asked);
    }
}
