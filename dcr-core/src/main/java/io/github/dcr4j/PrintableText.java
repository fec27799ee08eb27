package io.github.dcr4j;

import java.net.URI;

/**
 * Makes text fit to be printed. Every method looks at each character a bounded number of times, whatever the text
 * holds, and returns a text that needs no change as it is.
 */
final class PrintableText {
    private static final int LONGEST = 256;
    // bounds the work on a value; a good deal more than is shown of it
    private static final int LONGEST_READ = 8 * 1024;
    private static final char ESCAPE = '\u001b';
    private static final char CONTROL_SEQUENCE = '\u009b';
    private static final char BELL = '\u0007';

    private PrintableText() {}

    /** Returns a sentence on one line, see {@link #oneLine}, with {@code '} in place of quotation marks. */
    static String line(String sentence) {
        return oneLine(sentence).replace('"', '\'');
    }

    /**
     * Returns all of {@code text} on one line: control, format, private-use and unassigned characters, halves of
     * surrogate pairs, terminal sequences and line breaks become a space, and <code>${</code>, at which a careless log
     * layout starts a look-up, becomes <code>{</code>.
     */
    static String oneLine(String text) {
        int first = 0;
        while (first < text.length() && !special(text, first)) {
            first += Character.charCount(text.codePointAt(first));
        }
        return first == text.length() ? text : oneLine(text, first);
    }

    private static String oneLine(String text, int first) {
        StringBuilder line = new StringBuilder(text.length()).append(text, 0, first);
        boolean gap = false;
        for (int at = first; at < text.length(); ) {
            int end = pastUnprintable(text, at);
            if (end > at) {
                gap = true;
                at = end;
                continue;
            }
            if (gap) {
                line.append(' ');
                gap = false;
            }
            int character = text.codePointAt(at);
            if (character == '{') {
                dropDollars(line);
            }
            line.appendCodePoint(character);
            at += Character.charCount(character);
        }
        return gap ? line.append(' ').toString() : line.toString();
    }

    private static void dropDollars(StringBuilder line) {
        int length = line.length();
        while (length > 0 && line.charAt(length - 1) == '$') {
            length--;
        }
        line.setLength(length);
    }

    private static boolean special(String text, int at) {
        char character = text.charAt(at);
        if (character >= ' ' && character < 0x7f) {
            return character == '$' && text.startsWith("{", at + 1);
        }
        return unprintable(text.codePointAt(at));
    }

    private static boolean unprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /**
     * Returns where the character or terminal sequence at {@code at} ends if it is not to be printed, else {@code at}.
     */
    private static int pastUnprintable(String text, int at) {
        int character = text.codePointAt(at);
        if (!unprintable(character)) {
            return at;
        }
        if (character == CONTROL_SEQUENCE) {
            return pastControlSequence(text, at + 1);
        }
        if (character == ESCAPE && text.startsWith("[", at + 1)) {
            return pastControlSequence(text, at + 2);
        }
        if (character == ESCAPE && text.startsWith("]", at + 1)) {
            return pastCommand(text, at + 2);
        }
        return at + Character.charCount(character);
    }

    /**
     * ECMA-48, section 5.4: parameter bytes, intermediate bytes and one final byte; what is no such sequence is text.
     */
    private static int pastControlSequence(String text, int start) {
        int at = past(text, past(text, start, '0', '?'), ' ', '/');
        return at < text.length() && text.charAt(at) >= '@' && text.charAt(at) <= '~' ? at + 1 : start;
    }

    private static int past(String text, int start, char from, char to) {
        int at = start;
        while (at < text.length() && text.charAt(at) >= from && text.charAt(at) <= to) {
            at++;
        }
        return at;
    }

    /** A command to the terminal itself lasts to its bell or its string terminator, or else to the end. */
    private static int pastCommand(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) != BELL && text.charAt(at) != ESCAPE) {
            at++;
        }
        if (text.startsWith("\u001b\\", at)) {
            return at + 2;
        }
        return at < text.length() && text.charAt(at) == BELL ? at + 1 : at;
    }

    /**
     * Returns a value on one line, at most 256 characters of it: besides, without the query and user information of
     * addresses, and without what ends a value that a log layout puts in quotation marks.
     */
    static String value(String text) {
        String read = text.length() > LONGEST_READ ? text.substring(0, LONGEST_READ) : text;
        String line = line(read).replace('\\', '/');
        String shown = PrintableAddresses.in(singleSpaced(line));
        if (shown.length() <= LONGEST) {
            return shown;
        }
        int end = Character.isHighSurrogate(shown.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return shown.substring(0, end) + "…";
    }

    /** Returns scheme, host, port and path of {@code uri}. */
    static String address(URI uri) {
        if (uri.getHost() == null) {
            return value(uri.getScheme() + ":…");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return value(uri.getScheme() + "://" + uri.getHost() + port + path);
    }

    private static String singleSpaced(String line) {
        StringBuilder single = new StringBuilder(line.length());
        for (int at = 0; at < line.length(); at++) {
            char character = line.charAt(at);
            boolean again = single.length() > 0 && single.charAt(single.length() - 1) == ' ';
            if (character != ' ' || !again) {
                single.append(character);
            }
        }
        return single.toString().strip();
    }
}
