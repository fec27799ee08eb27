package io.github.dcr4j.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page shows code that is run by {@link ExamplesTest}, and every reason with what the code says. */
class McpPageTest {
    private static final Path PAGE = Path.of("../../docs/mcp.md");
    private static final Path EXAMPLES = Path.of("src/test/java/io/github/dcr4j/mcp/example");
    private static final Path CODE = Path.of("src/main/java/io/github/dcr4j/mcp");
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\| (.+) \\|$", Pattern.MULTILINE);

    @Test
    void code_everyBlock_isOfAnExample() throws IOException {
        String examples = spaced(read(EXAMPLES.resolve("DesktopTool.java"))
                + read(EXAMPLES.resolve("HeadlessAgent.java"))
                + read(EXAMPLES.resolve("KeychainTokens.java")));

        List<String> blocks = BLOCK.matcher(read(PAGE))
                .results()
                .map((MatchResult found) -> spaced(found.group(1)))
                .toList();

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(examples).contains(block));
    }

    @Test
    void reasons_ofTheTable_areAllThereAre() throws IOException {
        assertThat(ROW.matcher(read(PAGE)).results().map((MatchResult found) -> found.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    /** What varies is an address, a number, or stands between dots. */
    @Test
    void messages_ofTheTable_areWhatTheCodeSays() throws IOException {
        String code = spaced(read(CODE.resolve("CodeLogin.java"))
                        + read(CODE.resolve("TokenSource.java"))
                        + read(CODE.resolve("UserLogin.java"))
                        + read(CODE.resolve("TokenExchange.java"))
                        + read(CODE.resolve("LoginBudget.java"))
                        + read(CODE.resolve("StoredTokens.java"))
                        + read(CODE.resolve("SdkHooks.java"))
                        + read(CODE.resolve("TokenKeeper.java")))
                .replace("\" + \"", "");

        List<MatchResult> rows = ROW.matcher(read(PAGE)).results().toList();

        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(parts(row.group(2)))
                        .allSatisfy(part -> assertThat(code).contains(part)));
    }

    private static List<String> parts(String message) {
        return Arrays.stream(message.split(
                        "https://[a-z.]+(:443)?(/mcp)?|…|[0-9]+|[:;,()'\\[\\]]|because|access_denied|logins|client_credentials|McpRedirect failed|invalid_[a-z]+",
                        -1))
                .map(String::strip)
                .filter(part -> part.length() > 12)
                .toList();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, UTF_8);
    }

    private static String spaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
