package io.github.dcr4j.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No module with tests escapes the sweep. */
class EveryModuleTest {
    private static final Path ROOT = Path.of("..", "..");
    // the fuzzer and the model checker weave classes themselves; the fuzzer's targets look for the secrets that they
    // feed, and the checker's threads say nothing; what makes the site has nothing of the library;
    // of the benchmarks only the tables are tested
    private static final Set<String> WITHOUT = Set.of("benchmarks", "canary", "fuzz", "model", "site");

    @Test
    void poms_modulesWithTests_haveTheCanary() throws IOException {
        List<Path> tested = modules();

        assertThat(tested).hasSizeGreaterThan(10);
        assertThat(tested)
                .allSatisfy(module -> assertThat(Files.readString(module.resolve("pom.xml")))
                        .containsPattern("<artifactId>dcr-canary</artifactId>\\s*<scope>test</scope>"));
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> source = Files.list(ROOT.resolve("src"));
                Stream<Path> integrations = Files.list(ROOT.resolve("src").resolve("integrations"))) {
            return Stream.of(top, source, integrations)
                    .flatMap(modules -> modules)
                    .filter(module -> Files.exists(module.resolve("pom.xml")))
                    .filter(module -> Files.exists(module.resolve(Path.of("src", "test", "java"))))
                    .filter(module -> !WITHOUT.contains(module.getFileName().toString()))
                    .toList();
        }
    }
}
