package io.github.dcr4j.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each type that users see has an example in its javadoc, or links to a type that has one. */
class JavadocExamplesTest {
    private static final Pattern EXPORT = Pattern.compile("exports ([a-z0-9.]+);");
    private static final Pattern LINK = Pattern.compile("@(?:link|linkplain|see)\\s+(?:[a-z0-9]+\\.)*([A-Z]\\w*)");

    @Test
    void javadoc_everyExportedType_hasAnExampleOrLinksToOne() throws IOException {
        Map<String, String> docs = new HashMap<>();
        try (Stream<Path> integrations = Files.list(Path.of("../integrations"))) {
            for (Path module : Stream.concat(
                            Stream.of("dcr-core", "dcr-store-memory", "dcr-store-redis", "dcr-testkit")
                                    .map(Path.of("../..")::resolve),
                            integrations)
                    .toList()) {
                for (Path directory : exported(module.resolve("src/main/java"))) {
                    read(directory, docs);
                }
            }
        }

        List<String> without = docs.entrySet().stream()
                .filter(type -> !hasExample(type.getValue())
                        && LINK.matcher(type.getValue())
                                .results()
                                .noneMatch(link -> hasExample(docs.getOrDefault(link.group(1), ""))))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();

        assertThat(docs).hasSizeGreaterThan(150);
        assertThat(without).isEmpty();
    }

    private static boolean hasExample(String doc) {
        return doc.contains("<pre>{@code");
    }

    private static List<Path> exported(Path sources) throws IOException {
        Path descriptor = sources.resolve("module-info.java");
        if (Files.exists(descriptor)) {
            return EXPORT.matcher(Files.readString(descriptor))
                    .results()
                    .map((MatchResult export) -> sources.resolve(export.group(1).replace('.', '/')))
                    .toList();
        }
        if (!Files.exists(sources)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(path -> path.endsWith("package-info.java"))
                    .map(Path::getParent)
                    .toList();
        }
    }

    /** Puts the javadoc of each public type in {@code directory} into {@code docs}, by the type's name. */
    private static void read(Path directory, Map<String, String> docs) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                String source = Files.readString(file);
                Matcher type = Pattern.compile(
                                "^public (?:[a-z-]+ )*(?:class|interface|record|enum) " + name + "\\b",
                                Pattern.MULTILINE)
                        .matcher(source);
                if (type.find()) {
                    String before = source.substring(0, type.start());
                    docs.put(name, before.substring(Math.max(0, before.lastIndexOf("/**"))));
                }
            }
        }
    }
}
