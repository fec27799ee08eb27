package io.github.dcr4j;

/** Finds the addresses in a text and takes out what of them can hold a secret. */
final class PrintableAddresses {
    private PrintableAddresses() {}

    /**
     * Returns {@code text}, in which addresses have lost user information, query and fragment, wherever they stand in
     * it.
     */
    static String in(String text) {
        return withoutQueries(withoutUserInfo(text));
    }

    /** Up to the last of several signs: a password may hold one. */
    private static String withoutUserInfo(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        int from = 0;
        // the colon that ends one authority may begin the next scheme separator: one character back
        for (int scheme = text.indexOf("://"); scheme >= 0; scheme = text.indexOf("://", from - 1)) {
            int authority = scheme + "://".length();
            kept.append(text, from, authority);
            int end = authority;
            int host = authority;
            while (end < text.length() && !endsAuthority(text.charAt(end))) {
                host = text.charAt(end) == '@' ? end + 1 : host;
                end++;
            }
            kept.append(text, host, end);
            from = end;
        }
        return kept.append(text, from, text.length()).toString();
    }

    private static boolean endsAuthority(char character) {
        return character == '/' || character == '?' || character == '#' || Character.isWhitespace(character);
    }

    /** From the first question mark or number sign behind a scheme to the end of the word. */
    private static String withoutQueries(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        boolean address = false;
        boolean query = false;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (Character.isWhitespace(character)) {
                address = false;
                query = false;
            } else if (character == '\'' || character == '<' || character == '>') {
                address = false;
            } else if (character == ':') {
                address |= at > 0 && inScheme(text.charAt(at - 1));
            } else {
                query |= address && (character == '?' || character == '#');
            }
            if (!query) {
                kept.append(character);
            }
        }
        return kept.toString();
    }

    private static boolean inScheme(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '+'
                || character == '.'
                || character == '-';
    }
}
