package io.github.dcr4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.tour.Tour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the pages show is what the code is and prints, and what they link to is there. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Path DOCS = ROOT.resolve("src/docs");
    private static final int LONGEST_README = 120;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    /** Pages whose code is shown as it is tested. */
    private static final List<Path> PAGES = List.of(
            README,
            DOCS.resolve("authentication.md"),
            DOCS.resolve("choosing-a-store.md"),
            DOCS.resolve("client-ids.md"),
            DOCS.resolve("command-line.md"),
            DOCS.resolve("configuration.md"),
            DOCS.resolve("first-steps.md"),
            DOCS.resolve("logins.md"),
            DOCS.resolve("metrics.md"),
            DOCS.resolve("protocol.md"),
            DOCS.resolve("requests.md"),
            DOCS.resolve("resources.md"),
            DOCS.resolve("security.md"),
            DOCS.resolve("server-metadata.md"),
            DOCS.resolve("service-to-service.md"),
            DOCS.resolve("testing.md"));

    private static final List<Path> CODE = List.of(
            Path.of("src/test/java/io/github/dcr4j/examples/ReadmeCodeTest.java"),
            Path.of("src/test/java/io/github/dcr4j/examples/pages/FirstLogin.java"),
            Path.of("src/test/java/io/github/dcr4j/examples/pages/Logins.java"),
            Path.of("src/test/java/io/github/dcr4j/examples/pages/ServicePageTest.java"),
            Path.of("src/test/java/io/github/dcr4j/examples/pages/ServiceTokens.java"),
            Path.of("../../dcr-testkit/src/test/java/io/github/dcr4j/testkit/InMemoryKitTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/RedisReplicasTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/TokenPageTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/protocol/ProtocolPageTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/ServerPageTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/resource/ResourcePageTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/way/WaysPageTest.java"),
            Path.of("../integrations/dcr-micrometer/src/test/java/io/github/dcr4j/micrometer/MetricsPageTest.java"));

    @Test
    void code_everyBlock_isCodeThatIsTested() throws IOException {
        StringBuilder tested = new StringBuilder();
        for (Path code : CODE) {
            tested.append(singleSpaced(Files.readString(code)));
        }

        List<String> blocks = new ArrayList<>();
        for (Path page : PAGES) {
            blocks.addAll(blocks(page, "```java\n"));
        }

        assertThat(blocks).hasSize(26).allSatisfy(block -> assertThat(tested).contains(singleSpaced(block)));
    }

    @Test
    void output_ofTheTour_isWhatIsShown() throws IOException {
        String shown =
                blocks(README, "<!-- block: examples output -->\n```text\n").get(0);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Tour(new PrintStream(out, true, UTF_8)).run();

        assertThat(out.toString(UTF_8).lines())
                .containsExactlyElementsOf(shown.lines().toList());
    }

    @Test
    void readme_fitsOnTwoScreens() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void links_ofEveryPage_leadToWhatIsThere() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                README, ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("CHANGELOG.md"), ROOT.resolve("SECURITY.md")));
        try (Stream<Path> docs = Files.list(DOCS)) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }

        List<String> dead = new ArrayList<>();
        for (Path page : pages) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    dead.add(page + ": " + link.group(1));
                }
            }
        }

        assertThat(pages).hasSizeGreaterThan(15);
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.startsWith("https://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target)
                && (parts.length == 1
                        || HEADING.matcher(Files.readString(target))
                                .results()
                                .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1])));
    }

    /** Returns what a heading is linked by, as repository hosts make it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static List<String> blocks(Path page, String opening) throws IOException {
        Pattern block = Pattern.compile(Pattern.quote(opening) + "(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
        return block.matcher(Files.readString(page))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String singleSpaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
