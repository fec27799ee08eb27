package io.github.dcr4j.redis.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The {@code redis-server} program that tests run. Immutable.
 *
 * @param program its path; a symbolic link is kept, for some systems' program looks at the name it is called by
 * @param product what it calls itself, such as {@code Redis} or {@code Valkey}
 * @param version its version, such as {@code 6.2.11}
 * @param origin where it comes from, in a few words
 */
public record RedisBinary(Path program, String product, String version, String origin) {
    /**
     * The system property that chooses the program: a path, or a bare name to look up on {@code PATH}. Unset or empty
     * means the bundled one.
     */
    public static final String PROPERTY = "dcr4j.redis-server";

    private static final Pattern VERSION = Pattern.compile("(\\w+) server v=(\\S+)");

    /** The error number that Linux gives for a program that some process still has open for writing. */
    private static final String TEXT_BUSY = "error=26";

    private static final int START_ATTEMPTS = 50;

    /** Returns the program that {@link #PROPERTY} chooses. */
    public static RedisBinary chosen() {
        String choice = System.getProperty(PROPERTY, "");
        if (choice.isEmpty()) {
            return bundled();
        }
        if (choice.indexOf('/') >= 0) {
            return at(Path.of(choice));
        }
        return onPath(choice)
                .orElseThrow(() -> new IllegalStateException(
                        "No program " + choice + " on PATH, which system property " + PROPERTY + " asks for"));
    }

    /** Returns the program inside the embedded-redis library, unpacked once for all runs of this system user. */
    public static RedisBinary bundled() {
        return of(unpacked(), "bundled");
    }

    /** Returns the program at a path, which is not resolved further. */
    public static RedisBinary at(Path program) {
        return of(program.toAbsolutePath(), program.toString());
    }

    /** Returns the program of that name on {@code PATH}, if there is one. */
    public static Optional<RedisBinary> onPath(String name) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(RedisBinary::at);
    }

    /** Returns what runs, for test reports: {@code Redis 6.2.11 (bundled)}. */
    public String describe() {
        return product + " " + version + " (" + origin + ")";
    }

    private static RedisBinary of(Path program, String origin) {
        String told = ask(program);
        Matcher matcher = VERSION.matcher(told);
        if (!matcher.find()) {
            throw new IllegalStateException(program + " --version tells no server version, but: " + told.strip());
        }
        return new RedisBinary(program, matcher.group(1), matcher.group(2), origin);
    }

    private static String ask(Path program) {
        try {
            Process process = start(new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true));
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.SECONDS);
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + program, e);
        }
    }

    /**
     * Starts a program, again for up to a second while it is held open for writing: a process that another thread forks
     * while the program is unpacked holds it so for a moment.
     */
    static Process start(ProcessBuilder builder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return builder.start();
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS || !String.valueOf(e.getMessage()).contains(TEXT_BUSY)) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static Path unpacked() {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        URL packed = resource == null ? null : ExecutableProvider.class.getResource(resource);
        if (resource == null || packed == null) {
            throw new IllegalStateException("embedded-redis has no program for this system: set system property "
                    + PROPERTY + " to the path of a redis-server");
        }
        try {
            URLConnection connection = packed.openConnection();
            long size = connection.getContentLengthLong();
            Path program = ServerRoot.open()
                    .programs()
                    .resolve(size + "-" + Path.of(resource).getFileName());
            if (!Files.isExecutable(program) || Files.size(program) != size) {
                unpack(connection, program);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack the redis-server of embedded-redis", e);
        }
    }

    private static void unpack(URLConnection packed, Path program) throws IOException {
        Path whole = Files.createTempFile(program.getParent(), "unpacked-", ".new");
        try (InputStream in = packed.getInputStream()) {
            Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rwx------"));
        Files.move(whole, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
