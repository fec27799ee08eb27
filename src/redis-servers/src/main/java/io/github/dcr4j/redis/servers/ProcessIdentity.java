package io.github.dcr4j.redis.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;

/**
 * What tells one process from every other, also from a later one with the same number. Immutable.
 *
 * @param pid the process number
 * @param started when the system says it was started
 * @param command the path of its program, as the system tells it
 */
record ProcessIdentity(long pid, Instant started, String command) {

    /** Returns the identity of a running process; empty if it has ended. */
    static Optional<ProcessIdentity> of(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        return info.startInstant()
                .flatMap(
                        started -> info.command().map(command -> new ProcessIdentity(process.pid(), started, command)));
    }

    /**
     * Returns the process, if the one that has this number now was started at the same instant from the same program. A
     * process that has ended and was not yet waited for by its parent counts as ended.
     */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(process -> of(process).equals(Optional.of(this)));
    }

    /** Writes the identity as one whole: a reader sees all of it or nothing. */
    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("started", started.toString());
        properties.setProperty("command", command);
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        try (Writer out = Files.newBufferedWriter(whole)) {
            properties.store(out, null);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads what {@link #write} wrote; empty if there is no such file or it holds no identity. */
    static Optional<ProcessIdentity> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
            return Optional.of(new ProcessIdentity(
                    Long.parseLong(properties.getProperty("pid", "")),
                    Instant.parse(properties.getProperty("started", "")),
                    properties.getProperty("command", "")));
        } catch (NoSuchFileException | IllegalArgumentException | DateTimeParseException absent) {
            return Optional.empty();
        }
    }
}
