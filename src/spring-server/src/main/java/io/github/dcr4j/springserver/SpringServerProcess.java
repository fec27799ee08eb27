package io.github.dcr4j.springserver;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM with the server in it, ready to answer.
 *
 * @param process the child
 * @param issuer the issuer it announced
 * @param log what it writes to standard error
 */
record SpringServerProcess(Process process, URI issuer, Path log) {

    private static final Path LOGS = Path.of("target", "spring-authorization-server");
    private static final String READY = "READY ";
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);

    /**
     * Starts the child and waits, for a minute at most, until it says that it is ready.
     *
     * @param arguments the server's options
     * @param registrarSecret the secret of its client {@code registrar}, handed over in the environment
     * @throws IOException if the child cannot be started, ends or keeps silent; then it has been stopped
     */
    static SpringServerProcess start(List<String> arguments, String registrarSecret) throws IOException {
        Path directory =
                Files.createTempDirectory(Files.createDirectories(LOGS), "run").toAbsolutePath();
        Path log = directory.resolve("server.log");
        ProcessBuilder builder = new ProcessBuilder(command(directory, arguments))
                .directory(directory.toFile())
                .redirectError(log.toFile());
        builder.environment().put("REGISTRAR_SECRET", registrarSecret);
        Process process = builder.start();
        String line = firstLine(process);
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IOException("the Spring server ended, or was not ready within " + START_PATIENCE.toSeconds()
                    + " s; see " + log);
        }
        return new SpringServerProcess(process, URI.create(line.substring(READY.length())), log);
    }

    private static List<String> command(Path directory, List<String> arguments) throws IOException {
        Path classes = ownClasses();
        Path dependencies = classes.resolveSibling("runtime.classpath");
        if (!Files.exists(dependencies)) {
            throw new IOException(dependencies + " is missing: build the module src/spring-server first");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // a short life: what the optimising compiler would cost is never earned back
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-cp");
        command.add(
                classes + File.pathSeparator + Files.readString(dependencies).strip());
        command.add("io.github.dcr4j.springserver.SpringServer");
        command.addAll(arguments);
        return command;
    }

    /** Returns the directory or the jar in which this class is: {@code target} of the module is above it. */
    private static Path ownClasses() throws IOException {
        CodeSource source = SpringServerProcess.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IOException("it is not known where the classes of src/spring-server are");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the classes of src/spring-server are at no path", e);
        }
    }

    private static @Nullable String firstLine(Process process) {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> read(output));
        try {
            return line.completeOnTimeout(null, START_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            return null;
        }
    }

    private static @Nullable String read(BufferedReader output) {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
