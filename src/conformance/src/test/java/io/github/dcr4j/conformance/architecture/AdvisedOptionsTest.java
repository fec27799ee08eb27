package io.github.dcr4j.conformance.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.MetadataOptions;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.NetworkOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What messages, javadoc and pages advise to call, such as {@code server(s -> s.issuer(…))}, can be called. */
class AdvisedOptionsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Map<String, Class<?>> GROUPS =
            Map.of("server", ServerOptions.class, "network", NetworkOptions.class, "metadata", MetadataOptions.class);
    private static final Pattern CALL = Pattern.compile("\\b(server|network|metadata)\\((\\w) -> \\2\\.(\\w+)\\(");

    @Test
    void advice_inCodeAndPages_namesOptionsOfTheirGroup() throws IOException {
        List<MatchResult> advised = Stream.concat(files("dcr-core/src/main/java", ".java"), files("src/docs", ".md"))
                .flatMap(text -> CALL.matcher(text).results())
                .toList();

        assertThat(advised).hasSizeGreaterThan(15);
        assertThat(advised)
                .allSatisfy(call -> assertThat(options(requireNonNull(GROUPS.get(call.group(1)))))
                        .contains(call.group(3)));
    }

    @Test
    void groups_ofTheBuilder_areThoseLookedAt() {
        assertThat(options(DcrRequestBuilder.class)).containsAll(GROUPS.keySet());
    }

    private static List<String> options(Class<?> group) {
        return Arrays.stream(group.getMethods()).map(Method::getName).toList();
    }

    private static Stream<String> files(String folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(ending)).map(AdvisedOptionsTest::text).toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
