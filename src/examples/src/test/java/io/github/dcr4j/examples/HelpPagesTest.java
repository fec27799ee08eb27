package io.github.dcr4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The pages in the jar are what the parser would print. After a change of a command, {@code -Dexamples.help.write=true}
 * writes them anew.
 */
class HelpPagesTest {
    private static final Path PAGES = Path.of("src/main/resources/io/github/dcr4j/examples/help");

    private static Map<String, String> asTheParserPrintsThem() {
        Map<String, String> pages = new TreeMap<>();
        collect(Commands.all(new Terminal(System.out, System.err)), List.of(), pages);
        return pages;
    }

    private static void collect(CommandLine command, List<String> words, Map<String, String> pages) {
        pages.put(HelpPages.file(words), command.getUsageMessage().replace(System.lineSeparator(), "\n"));
        command.getSubcommands().forEach((name, sub) -> {
            List<String> more = new ArrayList<>(words);
            more.add(name);
            collect(sub, more, pages);
        });
    }

    @Test
    void pages_ofEveryCommand_areWhatTheParserPrints() throws IOException {
        Map<String, String> expected = asTheParserPrintsThem();
        if (Boolean.getBoolean("examples.help.write")) {
            for (Map.Entry<String, String> page : expected.entrySet()) {
                Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
            }
        }

        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file, UTF_8));
            }
        }

        assertThat(pages).isEqualTo(expected).hasSize(16);
    }

    @Test
    void pages_all_sayHowToAskForThem() {
        assertThat(asTheParserPrintsThem().values()).allMatch(page -> page.contains("-h, --help"));
    }

    @Test
    void version_asked_isNamed() {
        assertThat(ProgramRun.of("--version").out()).matches("dcr4j \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void completion_asked_knowsTheCommands() {
        ProgramRun run = ProgramRun.of("generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("resolve explain verify clients serve login", "--deregister");
    }
}
