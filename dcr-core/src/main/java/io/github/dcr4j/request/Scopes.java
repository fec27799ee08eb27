package io.github.dcr4j.request;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** What may be a scope (RFC 6749, section 3.3). */
public final class Scopes {
    private Scopes() {}

    /** Returns the scopes without duplicates, sorted; case matters. */
    public static List<String> checked(Collection<String> scopes) {
        for (String scope : scopes) {
            check(scope);
        }
        return List.copyOf(new TreeSet<>(scopes));
    }

    private static void check(String scope) {
        Objects.requireNonNull(scope, "scope");
        if (!allowed(scope)) {
            String printable = scope.replaceAll("[^\\x20-\\x7E]", "?");
            throw new IllegalArgumentException("scope '" + printable
                    + "' cannot be used: a scope is printable ASCII without space, quote and backslash"
                    + " (RFC 6749, section 3.3); give several scopes one by one");
        }
    }

    /** Returns whether it can be a scope. */
    static boolean allowed(String scope) {
        for (int i = 0; i < scope.length(); i++) {
            if (!allowed(scope.charAt(i))) {
                return false;
            }
        }
        return !scope.isEmpty();
    }

    private static boolean allowed(int c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    }
}
