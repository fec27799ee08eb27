package io.github.dcr4j.conformance;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server in a process of its own, on a free port of 127.0.0.1, from its start until {@link #close()}.
 *
 * <p>It prints {@code READY} and its issuer, answers each line of its standard input with one line, and ends when its
 * standard input ends, so it does not outlive a JVM that dies. Commands are safe for concurrent use.
 */
public class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(3);
    private static final String READY = "READY ";

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path log;
    private final URI issuer;

    /**
     * Starts {@code command} in {@code directory} and returns when it answers.
     *
     * @param name what the log's name begins with
     * @throws IOException if it does not become ready; the message names the log that says why
     */
    protected ServerProcess(String name, Path directory, List<String> command) throws IOException {
        log = Files.createTempFile(Files.createDirectories(directory.resolve("logs")), name, ".log");
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(log.toFile())
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
        try {
            String line = line();
            if (!line.startsWith(READY)) {
                throw new IOException("it began with '" + line + "'; see " + log);
            }
            issuer = URI.create(line.substring(READY.length()));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Returns the address that everything of the server begins with, without a slash at its end. */
    public final String issuer() {
        return issuer.toString();
    }

    /** Returns what is at {@code path} below the issuer. */
    public final URI endpoint(String path) {
        return URI.create(issuer() + path);
    }

    /** Advances the server's clock, by whole seconds. */
    public final void advance(Duration time) throws IOException {
        tell("advance " + time.toSeconds());
    }

    /** Gives the program a command and returns its answer. */
    public final synchronized String tell(String command) throws IOException {
        input.write(command);
        input.newLine();
        input.flush();
        return line();
    }

    /** Returns the process, for tests of its end. */
    public final Process process() {
        return process;
    }

    /** Ends the process: in order by closing its standard input, by force if that takes longer than ten seconds. */
    @Override
    public final void close() throws IOException {
        try {
            input.close();
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String line() throws IOException {
        CompletableFuture<@Nullable String> next = CompletableFuture.supplyAsync(this::read);
        String line;
        try {
            line = next.completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            line = null;
        }
        if (line == null) {
            throw new IOException("the server ended, or was silent for " + PATIENCE.toSeconds() + " s; see " + log);
        }
        return line;
    }

    private @Nullable String read() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
