package io.github.dcr4j.conformance.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.conformance.JavaCommand;
import io.github.dcr4j.conformance.node.Node22;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The suite, as the lock file of {@code src/node22} has it. Safe for concurrent use. */
final class McpSuite {
    private static final Path PACKAGE = Path.of("node_modules/@modelcontextprotocol/conformance");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private McpSuite() {}

    /** Returns the requirements of a revision of MCP, as the suite has them. */
    static String requirements(String revision) throws IOException {
        return Files.readString(Node22.directory().resolve(PACKAGE).resolve("requirements/" + revision + ".yaml"));
    }

    /**
     * Runs one scenario with {@link SuiteClient} as the client, in a JVM of its own.
     *
     * @param revision of MCP, which is spoken on the wire
     * @throws IOException if the suite did not run it; the message has what it printed
     */
    static McpResult run(String revision, String scenario) throws IOException, InterruptedException {
        Path work = Files.createDirectories(
                Node22.directory().resolve("runs").resolve(revision).resolve(scenario));
        clear(work);
        List<String> java = JavaCommand.of(SuiteClient.class, List.of());
        Files.writeString(
                work.resolve("client.args"),
                java.stream().skip(1).map(McpSuite::quoted).collect(Collectors.joining("\n")));
        Path log = work.resolve("suite.log");
        // the suite hands the command to a shell, and splits it at its blanks
        ProcessBuilder suite = new ProcessBuilder(
                        Node22.node().toString(),
                        Node22.directory()
                                .resolve(PACKAGE)
                                .resolve("dist/index.js")
                                .toString(),
                        "client",
                        "--command",
                        "\"$DCR4J_JAVA\" @client.args",
                        "--scenario",
                        scenario,
                        "--spec-version",
                        revision,
                        "--force",
                        "--timeout",
                        "120000",
                        "--output-dir",
                        "results")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        suite.environment().put("DCR4J_JAVA", java.get(0));
        Process process = suite.start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(scenario + " took longer than " + PATIENCE.toMinutes() + " minutes; see " + log);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return result(revision, scenario, process.exitValue(), work, log);
    }

    private static McpResult result(String revision, String scenario, int exit, Path work, Path log)
            throws IOException {
        Path checks = files(work).stream()
                .filter(file -> file.endsWith("checks.json"))
                .findFirst()
                .orElseThrow(() -> new IOException(scenario + " has no checks: " + read(log)));
        List<McpResult.Check> read = new ArrayList<>();
        for (JsonNode check : new ObjectMapper().readTree(checks.toFile())) {
            read.add(new McpResult.Check(
                    check.path("id").asText(),
                    check.path("status").asText(),
                    check.path("description").asText()));
        }
        String said = read(checks.resolveSibling("stdout.txt")) + read(checks.resolveSibling("stderr.txt"));
        return new McpResult(revision, scenario, exit, read, said);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void clear(Path work) throws IOException {
        for (Path file : files(work)) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path work) throws IOException {
        try (Stream<Path> found = Files.walk(work)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }
}
