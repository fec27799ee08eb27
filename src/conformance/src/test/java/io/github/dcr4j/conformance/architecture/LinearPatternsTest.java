package io.github.dcr4j.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.architecture.SourcePatterns.Found;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every regular expression of the published modules is given the inputs that are worst for it: doubled, they take at
 * most 2.5 times as many looks at a character. Whoever adds an expression adds its worst inputs here.
 */
class LinearPatternsTest {
    private static final double MOST_GROWTH = 2.5;
    private static final int LENGTH = 4 * 1024;
    private static final long MOST_LOOKS = 500_000_000;

    /** How an expression is used: what is linear when a whole text is matched may not be when it is looked for. */
    private enum Use {
        FIND,
        MATCH,
        START
    }

    /**
     * An expression and what is worst for it: texts whose second part is repeated.
     *
     * @param file the name of the class that has it
     */
    private record Case(String file, String regex, Use use, List<Worst> worst) {
        @Override
        public String toString() {
            return file + " " + use + " " + regex;
        }
    }

    private record Worst(String beginning, String repeated, String end) {
        String of(int length) {
            return beginning + repeated.repeat(length / repeated.length()) + end;
        }
    }

    private static Case find(String file, String regex, Worst... worst) {
        return new Case(file, regex, Use.FIND, List.of(worst));
    }

    private static Case match(String file, String regex, Worst... worst) {
        return new Case(file, regex, Use.MATCH, List.of(worst));
    }

    private static Case start(String file, String regex, Worst... worst) {
        return new Case(file, regex, Use.START, List.of(worst));
    }

    private static Worst worst(String beginning, String repeated, String end) {
        return new Worst(beginning, repeated, end);
    }

    private static Worst worst(String repeated) {
        return new Worst("", repeated, "\n");
    }

    static Stream<Case> cases() {
        return Stream.of(
                match("AddressText", "\\[[0-9A-Fa-f:.]+]", worst("[", "a", "x")),
                find("AddressText", "(^|\\.)(\\d+|0[xX][0-9A-Fa-f]*)\\.?$", worst(".0x", "0", "g"), worst(".1")),
                find("AddressText", "[?#][\\s\\S]*", worst("?")),
                find("AddressText", "(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", worst("a"), worst("a://")),
                match("GuardedHttp", "[\\x20-\\x7e]+", worst("a")),
                find(
                        "Refusal",
                        "(?is)<title[^>]{0,100}>([^<]*[^<\\s][^<]*)",
                        worst("<title"),
                        worst("<title>", " ", "<")),
                find(
                        "Refusal",
                        "(?is)<(style|script)\\b.*?(?:</\\1[^>]{0,100}>|\\z)",
                        worst("<style"),
                        worst("<style>", "</style", ""),
                        worst("<script></script>")),
                find("Refusal", "<[^>]{0,500}>", worst("<")),
                start("RegisteredMetadata", "(?i)[\\x00-\\x20]*(javascript|data|vbscript):", worst(" ")),
                find("RegisteredMetadata", "[\\t\\n\\r]", worst("\t")),
                match("WireTime", "-?\\d{1,25}(\\.\\d{1,12})?", worst("1"), worst("1.", "1", "x")),
                match("RedirectUris", "127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}", worst("1"), worst("127.1.1.", "1", "x")),
                find("RedirectUris", ":1(?=[/?]|$)", worst(":1")),
                find("RedirectUris", "(?s)[?#].*", worst("?")),
                find("RedirectUris", "(?s)^([A-Za-z][A-Za-z0-9+.-]*:)?//.*@", worst("a"), worst("//", "a", "")),
                find("Scopes", "[^\\x20-\\x7E]", worst("\u0000")),
                match("ConfigNode", "[A-Za-z0-9_.#-]{1,64}", worst("a")),
                match("UpstreamConfigBuilder", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", worst("a")),
                match("StoreConfig", "[A-Za-z0-9._:-]{1,64}", worst("a")),
                find("FileStoreProvider", "[?].*", worst("?")),
                find("PrintableText", " {2,}", worst(" "), worst("  a")),
                match(
                        "RedisErrors",
                        "(?is).{0,60}unknown command\\W{1,3}(auth|hello)\\b.*",
                        worst("unknown command"),
                        worst("unknown command auth", "a", "")),
                match("ClientMetadata", "\\w+( \\w+)*+", worst("a"), worst("a ")),
                match("Names", "[A-Za-z0-9._:-]{1,64}", worst("a")),
                match("RedisUri", "\\d{1,9}", worst("1")),
                match("ReplicaNote", "[0-9]{1,9}:.*", worst("1"), worst("1:")),
                match("FakeAuthorizationServerBuilder", "/[A-Za-z0-9._~/-]*", worst("/a")),
                find("DcrFixtures", "[^A-Za-z0-9]", worst("-")),
                match("Scopes", "[\\x21\\x23-\\x5B\\x5D-\\x7E]+", worst("a")));
    }

    @Test
    void publishedModules_theirPatterns_areThoseThatAreListed() {
        assertThat(cases().map(each -> new Found(each.file(), each.regex())))
                .as("the regular expressions of the main code, and the worst inputs that are listed for them")
                .containsExactlyInAnyOrderElementsOf(SourcePatterns.all());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pattern_worstInputDoubled_takesAtMostTwoAndAHalfTimesAsMuch(Case each) {
        assertThat(each.worst())
                .isNotEmpty()
                .allSatisfy(worst -> assertThat(grows(Pattern.compile(each.regex()), each.use(), worst))
                        .as("%s", worst)
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0*(\\d+)", "[a-z]*:[^?]*[?]", "(?i)https?://[^/]*@.*"})
    void pattern_isQuadratic_isNoticed(String regex) {
        Worst worst =
                regex.startsWith("(?i)") ? worst("http://", "@", "\n") : worst(regex.charAt(0) == '0' ? "0" : "a:");
        Use use = regex.startsWith("[") ? Use.FIND : Use.MATCH;

        assertThat(grows(Pattern.compile(regex), use, worst)).isTrue();
    }

    private static boolean grows(Pattern pattern, Use use, Worst worst) {
        long once = looks(pattern, use, worst.of(LENGTH));
        long twice = looks(pattern, use, worst.of(2 * LENGTH));
        return twice > MOST_GROWTH * Math.max(once, LENGTH);
    }

    /** Returns how often a character is looked at: what an expression costs, whatever else the machine does. */
    private static long looks(Pattern pattern, Use use, String text) {
        WatchedText watched = new WatchedText(text);
        Matcher matcher = pattern.matcher(watched);
        switch (use) {
            case FIND -> {
                while (matcher.find()) {
                    watched.found++;
                }
            }
            case MATCH -> watched.found += matcher.matches() ? 1 : 0;
            case START -> watched.found += matcher.lookingAt() ? 1 : 0;
        }
        return watched.looks;
    }

    private static final class WatchedText implements CharSequence {
        private final String text;
        private long looks;
        private int found;

        WatchedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looks++;
            if (looks > MOST_LOOKS) {
                throw new AssertionError("there is no end to it after " + found + " finds");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
