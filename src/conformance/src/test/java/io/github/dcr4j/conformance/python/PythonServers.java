package io.github.dcr4j.conformance.python;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Installs the servers of {@code src/python-servers} into {@code target/python-servers}, a virtual environment for each
 * version and once for each of its requirements, and disables the tests that need them where that is not possible:
 * without Python 3.10 or newer, without its {@code venv} module, or without an index that pip can reach.
 */
final class PythonServers implements ExecutionCondition {

    /** The versions of the SDK. */
    static final List<String> VERSIONS = List.of("1.12.4", "1.30.0", "2.3.0");

    /** Where the servers are installed, seen from {@code src/conformance}. */
    static final Path DIRECTORY = Path.of("target", "python-servers");

    /** The program that runs in each environment. */
    static final String PROGRAM = "mcp_auth.py";

    private static final Path SOURCE = Path.of("..", "python-servers");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static @Nullable String problem;
    private static boolean tried;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String found = problem();
        return found == null
                ? ConditionEvaluationResult.enabled("the servers are installed")
                : ConditionEvaluationResult.disabled(found);
    }

    /** Returns the interpreter of a version's environment. */
    static Path python(String version) {
        return DIRECTORY.resolve(version).resolve("bin").resolve("python").toAbsolutePath();
    }

    private static synchronized @Nullable String problem() {
        if (!tried) {
            try {
                problem = install();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while pip installed", e);
            }
            tried = true;
        }
        return problem;
    }

    private static @Nullable String install() throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        if (!onPath("python3")) {
            return "python3 is not installed";
        }
        if (!run("version.log", "python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))")) {
            return "python3 is older than 3.10";
        }
        try (FileChannel channel = FileChannel.open(DIRECTORY.resolve("lock"), CREATE, WRITE)) {
            FileLock lock = channel.lock(); // the tests run in several JVMs; it ends with the channel
            if (!lock.isValid()) {
                throw new IOException("no lock on " + DIRECTORY);
            }
            return installAlone();
        }
    }

    private static @Nullable String installAlone() throws IOException, InterruptedException {
        Files.copy(SOURCE.resolve(PROGRAM), DIRECTORY.resolve(PROGRAM), StandardCopyOption.REPLACE_EXISTING);
        for (String version : VERSIONS) {
            String failure = install(version);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private static @Nullable String install(String version) throws IOException, InterruptedException {
        Path requirements = SOURCE.resolve("requirements-mcp-" + version + ".txt");
        Path environment = DIRECTORY.resolve(version);
        Path installed = environment.resolve("installed.txt");
        if (Files.exists(installed) && Files.mismatch(installed, requirements) < 0) {
            return null;
        }
        String log = "pip-" + version + ".log";
        if (!run("venv-" + version + ".log", "python3", "-m", "venv", "--clear", environment.toString())) {
            return "python3 cannot make virtual environments (python3-venv)";
        }
        if (!run(
                log,
                python(version).toString(),
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--retries=1",
                "-r",
                requirements.toString())) {
            return "pip install has failed (src/python-servers; see src/conformance/" + DIRECTORY.resolve(log) + ")";
        }
        Files.copy(requirements, installed, StandardCopyOption.REPLACE_EXISTING);
        return null;
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static boolean run(String log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(DIRECTORY.resolve(log).toFile())
                .start();
        process.getOutputStream().close();
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
