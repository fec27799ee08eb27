package io.github.dcr4j.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.quickstart.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the code is and prints. */
class ReadmeTest {
    private static final Path README = Path.of("../../README.md");
    private static final List<Path> CODE = List.of(
            Path.of("src/test/java/io/github/dcr4j/quickstart/ReadmeCodeTest.java"),
            Path.of("../conformance/src/test/java/io/github/dcr4j/conformance/RedisReplicasTest.java"));

    @Test
    void code_everyBlock_isCodeThatIsTested() throws IOException {
        StringBuilder tested = new StringBuilder();
        for (Path code : CODE) {
            tested.append(singleSpaced(Files.readString(code)));
        }

        List<String> blocks = blocks("```java\n");

        assertThat(blocks).hasSize(5).allSatisfy(block -> assertThat(tested).contains(singleSpaced(block)));
    }

    @Test
    void output_withoutArguments_isWhatIsShown() throws IOException {
        String shown = blocks("<!-- block: quickstart output -->\n```text\n").get(0);

        ProgramRun run = ProgramRun.of();

        assertThat(run.out().lines()).containsExactlyElementsOf(shown.lines().toList());
    }

    private static List<String> blocks(String opening) throws IOException {
        Pattern block = Pattern.compile(Pattern.quote(opening) + "(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
        return block.matcher(Files.readString(README))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String singleSpaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
