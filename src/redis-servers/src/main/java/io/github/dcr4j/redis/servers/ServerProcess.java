package io.github.dcr4j.redis.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One server's process in its own folder: started, killed, started again. It ends with the JVM, and is recorded so that
 * it can be ended by a later one if this JVM is killed. Safe for concurrent use.
 */
final class ServerProcess implements AutoCloseable {
    private static final long END_SECONDS = 180;
    private static final int LOG_LINES = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final ServerFolder folder;
    private final List<String> command;
    private final Thread hook = new Thread(this::end, "ends a redis-server");
    private @Nullable Process process;
    private boolean closed;

    /** Prepares a process; from now on its folder is removed at the latest when the JVM ends. */
    ServerProcess(ServerFolder folder, List<String> command) {
        this.folder = folder;
        this.command = List.copyOf(command);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the process. The hook waits for the lock, so that none is started behind its back. */
    void start() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("Closed: " + folder.path());
            }
            if (isRunning()) {
                throw new IllegalStateException("Already running: process " + pid());
            }
            Process started = RedisBinary.start(new ProcessBuilder(command)
                    .directory(folder.path().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log().toFile()));
            process = started;
            folder.record(started.toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.get(0), e);
        } finally {
            lock.unlock();
        }
    }

    /** Records the process again, once it is up: a script may have put the real program in its own place. */
    void recordAgain() {
        folder.record(current().toHandle());
    }

    boolean isRunning() {
        lock.lock();
        try {
            return process != null && process.isAlive();
        } finally {
            lock.unlock();
        }
    }

    long pid() {
        return current().pid();
    }

    /** Ends the process at once, as a crash does, and waits until it is gone. */
    void kill() {
        lock.lock();
        try {
            if (process != null) {
                process.destroyForcibly();
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("Process " + process.pid() + " does not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a signal, such as {@code STOP}.
     *
     * @throws IllegalStateException if the process has ended
     */
    void signal(String name) {
        lock.lock();
        try {
            if (!isRunning()) {
                throw new IllegalStateException("Not running, so not to be sent " + name + ": " + command.get(0));
            }
            Process sender = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .inheritIO()
                    .start();
            if (sender.waitFor() != 0) {
                throw new IllegalStateException("Cannot send " + name + " to process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot send " + name + " to process " + pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + name + " to process " + pid(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the last lines that the server wrote. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /** Ends the process and removes its folder. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook runs, or has run, and finds nothing to do
        }
    }

    private void end() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                kill();
                folder.delete();
            }
        } finally {
            lock.unlock();
        }
    }

    private Process current() {
        lock.lock();
        try {
            if (process == null) {
                throw new IllegalStateException("Never started: " + command.get(0));
            }
            return process;
        } finally {
            lock.unlock();
        }
    }

    private Path log() {
        return folder.path().resolve("server.log");
    }
}
