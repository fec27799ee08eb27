package io.github.dcr4j.conformance.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Holds a process where it is (SIGSTOP) until it is closed. The shell that does it waits to let the process go on, and
 * does so too if this JVM ends: otherwise a stopped process would outlive it.
 */
final class Freezer implements AutoCloseable {
    private static final long END_SECONDS = 180;

    private final Process shell;

    Freezer(long pid) {
        try {
            shell = new ProcessBuilder(
                            "sh", "-c", "kill -STOP " + pid + " && echo stopped && read line; kill -CONT " + pid)
                    .start();
            if (!"stopped".equals(shell.inputReader(UTF_8).readLine())) {
                throw new IllegalStateException("process " + pid + " cannot be stopped");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be stopped", e);
        }
    }

    /** Lets the process go on (SIGCONT). */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a frozen process was not let go on");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a frozen process was not let go on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while thawing a process", e);
        }
    }
}
