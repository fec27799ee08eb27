package io.github.dcr4j.conformance.node;

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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Installs {@code src/node-servers} into {@code target/node-servers}, once for each of its lock files, and disables the
 * tests that need it where that is not possible: without Node.js or npm, or without a registry that npm can reach.
 */
final class NodeServers implements ExecutionCondition {

    /** Where the servers are installed, seen from {@code src/conformance}. */
    static final Path DIRECTORY = Path.of("target", "node-servers");

    private static final Path SOURCE = Path.of("..", "node-servers");
    private static final String LOCK_FILE = "package-lock.json";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern ERROR_CODE = Pattern.compile("npm (?:error|ERR!) code (\\S+)");

    /** What npm complains about when the fault is in {@code src/node-servers}: that is no reason to skip anything. */
    private static final Set<String> OUR_FAULTS = Set.of("EUSAGE", "EINTEGRITY", "EJSONPARSE", "ETARGET");

    private static @Nullable String problem;
    private static boolean tried;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String found = problem();
        return found == null
                ? ConditionEvaluationResult.enabled("the servers are installed")
                : ConditionEvaluationResult.disabled(found);
    }

    private static synchronized @Nullable String problem() {
        if (!tried) {
            try {
                problem = install();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while npm installed", e);
            }
            tried = true;
        }
        return problem;
    }

    private static @Nullable String install() throws IOException, InterruptedException {
        for (String program : List.of("node", "npm")) {
            if (!onPath(program)) {
                return program + " is not installed";
            }
        }
        Files.createDirectories(DIRECTORY);
        try (FileChannel channel = FileChannel.open(DIRECTORY.resolve("lock"), CREATE, WRITE)) {
            FileLock lock = channel.lock(); // the tests run in two JVMs; it ends with the channel
            if (!lock.isValid()) {
                throw new IOException("no lock on " + DIRECTORY);
            }
            return installAlone();
        }
    }

    private static @Nullable String installAlone() throws IOException, InterruptedException {
        Path installed = DIRECTORY.resolve("installed");
        boolean upToDate = Files.exists(installed) && Files.mismatch(installed, SOURCE.resolve(LOCK_FILE)) < 0;
        copySources();
        if (upToDate) {
            return null;
        }
        Path log = DIRECTORY.resolve("npm.log");
        String failure = npmCi(log);
        if (failure != null) {
            return failure + " (src/node-servers; see src/conformance/" + log + ")";
        }
        Files.copy(SOURCE.resolve(LOCK_FILE), installed, StandardCopyOption.REPLACE_EXISTING);
        return null;
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void copySources() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(SOURCE)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.copy(file, DIRECTORY.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static @Nullable String npmCi(Path log) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder(
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--fetch-retries=1",
                        "--fetch-retry-mintimeout=1000")
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        npm.getOutputStream().close();
        try {
            if (!npm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return "npm ci took longer than " + PATIENCE.toMinutes() + " minutes";
            }
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        return npm.exitValue() == 0 ? null : failure(Files.readString(log));
    }

    private static String failure(String log) {
        Matcher matcher = ERROR_CODE.matcher(log);
        String code = matcher.find() ? matcher.group(1) : "no error code";
        if (OUR_FAULTS.contains(code)) {
            throw new IllegalStateException("src/node-servers cannot be installed:\n" + log);
        }
        return "npm ci has failed: " + code;
    }
}
