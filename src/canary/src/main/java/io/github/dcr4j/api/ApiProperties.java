package io.github.dcr4j.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The configuration properties of a Spring Boot module, as its build describes them to editors. */
final class ApiProperties {
    private static final Pattern PROPERTY =
            Pattern.compile("\"name\": \"([^\"]+)\",\\s+\"type\": \"([^\"]+)\"" + "([^{}]*)\\}");
    private static final Pattern STANDARD = Pattern.compile("\"defaultValue\": (\\S.*)");

    private ApiProperties() {}

    /** Returns a line for each, with its type and its default; none if the module has none. */
    static List<String> lines(Path classes) {
        Path description = classes.resolve("META-INF/spring-configuration-metadata.json");
        if (!Files.exists(description)) {
            return List.of();
        }
        try {
            String text = Files.readString(description);
            int begin = text.indexOf("\"properties\": [");
            int end = text.indexOf("\n  ]", begin);
            return PROPERTY.matcher(text.substring(begin, end))
                    .results()
                    .map(found -> "    " + found.group(1) + " " + found.group(2) + standard(found.group(3)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String standard(String rest) {
        return STANDARD.matcher(rest)
                .results()
                .map(found -> " = " + found.group(1))
                .findFirst()
                .orElse("");
    }
}
