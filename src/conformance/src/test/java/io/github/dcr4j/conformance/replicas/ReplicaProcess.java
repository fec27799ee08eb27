package io.github.dcr4j.conformance.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.conformance.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program in a JVM of its own, which reads lines of JSON and writes such: started, frozen, killed. It ends with this
 * JVM at the latest, if it ends with its input. Thread-safe.
 */
public final class ReplicaProcess implements AutoCloseable {
    private static final Path LOGS = Path.of("target", "replicas");
    private static final long END_SECONDS = 180;

    private final Process process;
    private final Path log;
    private final OutputStream input;
    private final Thread reader;
    private volatile @Nullable Freezer freezer;

    private ReplicaProcess(Process process, Path log, Consumer<String> lines, Runnable ended) {
        this.process = process;
        this.log = log;
        input = process.getOutputStream();
        reader = new Thread(() -> read(lines, ended), "reads replica " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a program and does not wait for it: what it is sent before it is ready waits.
     *
     * @param lines takes each line that it writes, on a thread of its own
     * @param ended is called on that thread when no more lines come
     */
    public static ReplicaProcess start(
            Class<?> program, List<String> arguments, Consumer<String> lines, Runnable ended) {
        try {
            Path log = Files.createTempFile(Files.createDirectories(LOGS), "replica", ".log");
            Process started = new ProcessBuilder(JavaCommand.of(program, arguments))
                    .redirectError(log.toFile())
                    .start();
            return new ReplicaProcess(started, log, lines, ended);
        } catch (IOException e) {
            throw new UncheckedIOException("a replica cannot be started", e);
        }
    }

    private void read(Consumer<String> lines, Runnable ended) {
        try (var written = process.inputReader(UTF_8)) {
            for (String line = written.readLine(); line != null; line = written.readLine()) {
                Canary.text("output of a replica", line);
                // the last line may have been cut off by the replica's end
                if (line.endsWith("}")) {
                    lines.accept(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a replica cannot be read", e);
        } finally {
            ended.run();
        }
    }

    /** Sends a line; {@code false} if the program does not read any more. */
    public boolean send(String line) {
        try {
            synchronized (input) {
                input.write((line + "\n").getBytes(UTF_8));
                input.flush();
            }
            return reader.isAlive();
        } catch (IOException ended) {
            return false;
        }
    }

    /** Returns what the program logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("a replica's log cannot be read", e);
        }
    }

    /** Ends the program at once (SIGKILL) and returns when it is gone and all it said has been read. */
    public void kill() {
        // unlike the process itself, its handle leaves what it said to be read
        boolean unused = process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /**
     * Returns how the program ended, when it has, by itself or by being killed, and all it said has been read.
     *
     * @throws IllegalStateException if it does not end within three minutes
     */
    public int awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + " does not end");
            }
            reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            Canary.text("log of a replica", log());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + this, e);
        }
    }

    /** Stops the program where it is (SIGSTOP). */
    public void freeze() {
        freezer = new Freezer(process.pid());
    }

    /** Lets a frozen program go on (SIGCONT). */
    public void thaw() {
        Freezer holding = freezer;
        if (holding == null) {
            throw new IllegalStateException(this + " was not frozen");
        }
        freezer = null;
        holding.close();
    }

    /** Ends the program if it still runs. */
    @Override
    public void close() {
        kill();
        if (freezer != null) {
            thaw();
        }
    }

    /** Prints the number of the process and where its log is. */
    @Override
    public String toString() {
        return "process " + process.pid() + " (" + log + ")";
    }
}
