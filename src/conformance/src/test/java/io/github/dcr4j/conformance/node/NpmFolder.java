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

/**
 * A folder of {@code src} with a lock file of npm, installed into {@code target} once for each lock file that it has
 * had. Safe for concurrent use, also by other JVMs.
 */
public final class NpmFolder {
    private static final String LOCK_FILE = "package-lock.json";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern ERROR_CODE = Pattern.compile("npm (?:error|ERR!) code (\\S+)");

    /** What npm complains about when the fault is in the folder: that is no reason to skip anything. */
    private static final Set<String> OUR_FAULTS = Set.of("EUSAGE", "EINTEGRITY", "EJSONPARSE", "ETARGET");

    private final String name;
    private final Path source;
    private final Path directory;
    private @Nullable String problem;
    private boolean tried;

    /** Names the folder below {@code src}; nothing is installed yet. */
    public NpmFolder(String name) {
        this.name = name;
        source = Path.of("..", name);
        directory = Path.of("target", name);
    }

    /** Returns where it is installed, seen from {@code src/conformance}. */
    public Path directory() {
        return directory;
    }

    /**
     * Installs it if that has not been done, and returns why that is not possible: without Node.js or npm, or without a
     * registry that npm can reach; {@code null} if it is installed.
     */
    public synchronized @Nullable String problem() {
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

    private @Nullable String install() throws IOException, InterruptedException {
        for (String program : List.of("node", "npm")) {
            if (!onPath(program)) {
                return program + " is not installed";
            }
        }
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE)) {
            FileLock lock = channel.lock(); // the tests run in several JVMs; it ends with the channel
            if (!lock.isValid()) {
                throw new IOException("no lock on " + directory);
            }
            return installAlone();
        }
    }

    private @Nullable String installAlone() throws IOException, InterruptedException {
        Path installed = directory.resolve("installed");
        boolean upToDate = Files.exists(installed) && Files.mismatch(installed, source.resolve(LOCK_FILE)) < 0;
        copySources();
        if (upToDate) {
            return null;
        }
        Path log = directory.resolve("npm.log");
        String failure = npmCi(log);
        if (failure != null) {
            return failure + " (src/" + name + "; see src/conformance/" + log + ")";
        }
        Files.copy(source.resolve(LOCK_FILE), installed, StandardCopyOption.REPLACE_EXISTING);
        return null;
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private void copySources() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(source)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private @Nullable String npmCi(Path log) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder(
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--fetch-retries=1",
                        "--fetch-retry-mintimeout=1000")
                .directory(directory.toFile())
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

    private String failure(String log) {
        Matcher matcher = ERROR_CODE.matcher(log);
        String code = matcher.find() ? matcher.group(1) : "no error code";
        if (OUR_FAULTS.contains(code)) {
            throw new IllegalStateException("src/" + name + " cannot be installed:\n" + log);
        }
        return "npm ci has failed: " + code;
    }
}
