package io.github.dcr4j.conformance.node;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server on Node.js in a process of its own, on a free port of 127.0.0.1, from its start until {@link #close()}.
 *
 * <p>It ends when its standard input ends, so it does not outlive a JVM that dies. What it logs is in
 * {@code target/node-servers/logs}. Commands are safe for concurrent use.
 */
final class NodeServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final String READY = "READY ";

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path log;
    private @Nullable URI issuer;

    private NodeServer(Process process, Path log) {
        this.process = process;
        this.log = log;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts a program of {@code src/node-servers} and returns it when it answers.
     *
     * @throws IOException if it does not become ready; the message names the log that says why
     */
    static NodeServer start(String program, String... options) throws IOException {
        Path directory = NodeServers.DIRECTORY.toAbsolutePath();
        Path log = Files.createTempFile(Files.createDirectories(directory.resolve("logs")), program, ".log");
        List<String> command = new ArrayList<>(List.of("node", program));
        command.addAll(List.of(options));
        NodeServer server = new NodeServer(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectError(log.toFile())
                        .start(),
                log);
        try {
            String line = server.line();
            if (!line.startsWith(READY)) {
                throw new IOException("it began with '" + line + "'; see " + log);
            }
            server.issuer = URI.create(line.substring(READY.length()));
            return server;
        } catch (IOException | RuntimeException e) {
            server.process.destroyForcibly();
            throw e;
        }
    }

    /** Returns the address that everything of the server begins with, without a slash at its end. */
    String issuer() {
        return String.valueOf(issuer);
    }

    /** Returns what is at {@code path} below the issuer. */
    URI endpoint(String path) {
        return URI.create(issuer() + path);
    }

    /** Advances the server's clock, by whole seconds. */
    void advance(Duration time) throws IOException {
        tell("advance " + time.toSeconds());
    }

    /** Gives the program a command and returns its answer. */
    synchronized String tell(String command) throws IOException {
        input.write(command);
        input.newLine();
        input.flush();
        return line();
    }

    /** Returns the process, for tests of its end. */
    Process process() {
        return process;
    }

    /** Ends the process: in order by closing its standard input, by force if that takes longer than ten seconds. */
    @Override
    public void close() throws IOException {
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

    /** Closes those that were started, and those after one that cannot be closed in order too. */
    static void closeAll(@Nullable NodeServer... servers) throws IOException {
        IOException failure = null;
        for (NodeServer server : servers) {
            try {
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
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
