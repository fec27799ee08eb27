package io.github.dcr4j.conformance.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the regular expressions in the main code of the published modules, as they are written there. */
final class SourcePatterns {
    private static final List<String> MODULES =
            List.of("dcr-core", "dcr-store-memory", "dcr-store-redis", "dcr-testkit");
    private static final String LITERAL = "\"(?:[^\"\\\\]|\\\\.)*\"";
    // a literal, a constant or a call in between; matches() of a matcher and replaceAll of a map begin otherwise
    private static final Pattern USE = Pattern.compile("(?:Pattern\\s*\\.compile|Pattern\\s*\\.matches|\\.matches"
            + "|\\.replaceAll|\\.replaceFirst|\\.split|\\.splitWithDelimiters|\\.useDelimiter)\\(\\s*"
            + "((?:" + LITERAL + "|[A-Z][A-Z_0-9]*|\\w+\\.\\w+\\(\\))(?:\\s*\\+\\s*(?:" + LITERAL
            + "|[A-Z][A-Z_0-9]*|\\w+\\.\\w+\\(\\)))*)\\s*([,)])");
    private static final Pattern PART = Pattern.compile(LITERAL + "|[A-Z][A-Z_0-9]*|\\w+\\.\\w+\\(\\)");

    private SourcePatterns() {}

    /**
     * A regular expression in a file. One character that means itself is none: {@code split} has a way of its own for
     * it.
     *
     * @param file the name of the class
     * @param regex the expression; what is computed in it stands as {@code 1}
     */
    record Found(String file, String regex) {}

    static List<Found> all() {
        return MODULES.stream()
                .map(module -> Path.of("../../" + module + "/src/main/java"))
                .flatMap(SourcePatterns::files)
                .flatMap(SourcePatterns::in)
                .filter(found -> !found.regex.matches("[^.$|()\\[{^?*+\\\\]"))
                .distinct()
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Found> in(Path file) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name =
                Optional.ofNullable(file.getFileName()).map(Path::toString).orElseThrow();
        return USE.matcher(source)
                .results()
                // a matcher's has the replacement alone
                .filter(use ->
                        !use.group().startsWith(".replace") || use.group(2).equals(","))
                .map(use -> new Found(name.replace(".java", ""), value(use.group(1), source)));
    }

    private static String value(String expression, String source) {
        StringBuilder value = new StringBuilder();
        for (MatchResult part : PART.matcher(expression).results().toList()) {
            String text = part.group();
            if (text.startsWith("\"")) {
                value.append(text.substring(1, text.length() - 1).translateEscapes());
            } else {
                value.append(text.contains("(") ? "1" : constant(text, source));
            }
        }
        return value.toString();
    }

    private static String constant(String name, String source) {
        Matcher declared = Pattern.compile("String " + name + "\\s*=\\s*(" + LITERAL + ");")
                .matcher(source);
        if (!declared.find()) {
            throw new IllegalStateException("not found: " + name);
        }
        return value(declared.group(1), source);
    }
}
