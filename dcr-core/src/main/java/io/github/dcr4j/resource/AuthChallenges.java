package io.github.dcr4j.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the challenges of {@code WWW-Authenticate} headers (RFC 9110, section 11.6.1): several in one header, several
 * headers, quoted strings, tokens of other schemes. Every character is looked at a bounded number of times, and what
 * cannot be read is left out with the reason. Not thread-safe.
 */
final class AuthChallenges {
    static final int MOST_CHARACTERS = 16 * 1024;
    static final int MOST_CHALLENGES = 16;
    static final int MOST_PARAMETERS = 32;

    private final List<AuthChallenge> read = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private String text = "";
    private int at;

    /** One challenge: its scheme and its parameters, both named in lower case. */
    record AuthChallenge(String scheme, Map<String, String> parameters) {}

    private AuthChallenges() {}

    static AuthChallenges of(Collection<String> headers) {
        AuthChallenges challenges = new AuthChallenges();
        long characters = headers.stream().mapToLong(String::length).sum();
        if (characters > MOST_CHARACTERS) {
            challenges.problems.add("the WWW-Authenticate headers have " + characters + " characters; at most "
                    + MOST_CHARACTERS + " are read");
            return challenges;
        }
        headers.forEach(challenges::read);
        return challenges;
    }

    /** Returns the challenges that could be read, in order. */
    List<AuthChallenge> read() {
        return read;
    }

    /** Returns why others could not, fit for a message. */
    List<String> problems() {
        return problems;
    }

    private void read(String header) {
        text = header;
        at = 0;
        while (skipSeparators()) {
            if (read.size() == MOST_CHALLENGES) {
                problems.add("there are more than " + MOST_CHALLENGES + " challenges; the others are not read");
                return;
            }
            String scheme = token();
            if (scheme.isEmpty() || !(atEnd() || isSpace(peek()) || peek() == ',')) {
                problems.add("no challenge begins at character " + at + " of a WWW-Authenticate header");
                return;
            }
            if (!readParameters(scheme)) {
                return;
            }
        }
    }

    /** Reads what belongs to {@code scheme}; returns false where the rest of the header cannot be read. */
    private boolean readParameters(String scheme) {
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean repeated = false;
        skipSpaces();
        skipToken68();
        while (beginsParameter()) {
            String name = token().toLowerCase(Locale.ROOT);
            skipSpaces();
            at++; // the equals sign
            skipSpaces();
            String value = value();
            if (value == null) {
                problems.add("the value of a parameter of the " + shown(scheme) + " challenge does not end");
                return false;
            }
            if (parameters.size() == MOST_PARAMETERS) {
                problems.add("the " + shown(scheme) + " challenge has more than " + MOST_PARAMETERS + " parameters");
                return false;
            }
            repeated |= parameters.putIfAbsent(name, value) != null;
            if (!atEnd() && !isSpace(peek()) && peek() != ',') {
                problems.add("a parameter of the " + shown(scheme) + " challenge is followed by something else");
                return false;
            }
        }
        if (repeated) {
            problems.add("the " + shown(scheme) + " challenge repeats a parameter (RFC 9110, section 11.2)");
        } else {
            read.add(new AuthChallenge(scheme.toLowerCase(Locale.ROOT), parameters));
        }
        return true;
    }

    private static String shown(String scheme) {
        return scheme.length() <= 32 ? scheme : scheme.substring(0, 32) + "…";
    }

    /** Goes to the next parameter of the same challenge, if there is one. */
    private boolean beginsParameter() {
        int before = at;
        skipSeparators();
        int start = at;
        String name = token();
        skipSpaces();
        boolean parameter = !name.isEmpty() && !atEnd() && peek() == '=';
        at = parameter ? start : before;
        return parameter;
    }

    /** Skips the one value of schemes like Negotiate; nothing that is asked for is in it. */
    private void skipToken68() {
        int start = at;
        while (!atEnd() && isToken68(peek())) {
            at++;
        }
        boolean some = at > start;
        while (some && !atEnd() && peek() == '=') {
            at++;
        }
        int end = at;
        skipSpaces();
        boolean alone = some && (atEnd() || peek() == ',');
        at = alone ? end : start;
    }

    private @Nullable String value() {
        if (atEnd() || peek() != '"') {
            return unquoted();
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                if (atEnd()) {
                    return null;
                }
                c = text.charAt(at++);
            }
            value.append(c);
        }
        return null;
    }

    /** A token; some servers leave the quotes out around an address, too. */
    private String unquoted() {
        int start = at;
        while (!atEnd() && peek() != ',' && !isSpace(peek()) && peek() != '"') {
            at++;
        }
        return text.substring(start, at);
    }

    private String token() {
        int start = at;
        while (!atEnd() && isTokenCharacter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Goes to the next element of the list; returns false at the end. */
    private boolean skipSeparators() {
        while (!atEnd() && (isSpace(peek()) || peek() == ',')) {
            at++;
        }
        return !atEnd();
    }

    private void skipSpaces() {
        while (!atEnd() && isSpace(peek())) {
            at++;
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private char peek() {
        return text.charAt(at);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isTokenCharacter(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** RFC 9110, section 11.2, without the equals signs at the end. */
    private static boolean isToken68(char c) {
        return isLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
