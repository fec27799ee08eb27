package io.github.dcr4j.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Words of a server's text that are separated by white space. The standards want one space between two (RFC 6749,
 * section 3.3 and appendix A); servers also send several, tabs and line breaks.
 */
final class Words {
    private final List<String> usable = new ArrayList<>();
    private boolean wellSeparated = true;
    private boolean allUsable = true;

    private Words() {}

    /** Returns the words of {@code text} whose characters are all {@code allowed}, in one pass. */
    static Words of(String text, IntPredicate allowed) {
        Words words = new Words();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && !isWhite(text.charAt(i))) {
                continue;
            }
            // an empty word is white space at an end, or more of it than one
            words.wellSeparated &= i > start && (i == text.length() || text.charAt(i) == ' ');
            if (i > start) {
                words.add(text.substring(start, i), allowed);
            }
            start = i + 1;
        }
        return words;
    }

    private void add(String word, IntPredicate allowed) {
        for (int i = 0; i < word.length(); i++) {
            if (!allowed.test(word.charAt(i))) {
                allUsable = false;
                return;
            }
        }
        usable.add(word);
    }

    private static boolean isWhite(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** Returns whether {@code c} can be part of a scope (RFC 6749, appendix A.4). */
    static boolean isOfScope(int c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    }

    /** Returns whether {@code c} can be part of a name or an address: visible ASCII. */
    static boolean isVisible(int c) {
        return c > 0x20 && c < 0x7F;
    }

    List<String> usable() {
        return usable;
    }

    /** Whether one space, and nothing else, stands between two words. */
    boolean wellSeparated() {
        return wellSeparated;
    }

    /** Whether no word was left out. */
    boolean allUsable() {
        return allUsable;
    }
}
