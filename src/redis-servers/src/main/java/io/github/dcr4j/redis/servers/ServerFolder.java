package io.github.dcr4j.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server: its configuration, what it writes, and who it and the JVM that started it are. Immutable.
 *
 * @param path where it is
 */
record ServerFolder(Path path) {
    private static final String OWNER = "jvm.properties";
    private static final String SERVER = "server.properties";

    /** Long enough for a JVM to write its own name into a folder that it has just made. */
    private static final Duration NAMELESS = Duration.ofMinutes(10);

    /** Makes a folder that belongs to this JVM, with a server not yet started. */
    static ServerFolder create(ServerRoot root) {
        try {
            ServerFolder folder = new ServerFolder(Files.createTempDirectory(root.servers(), "server-"));
            ProcessIdentity.of(ProcessHandle.current())
                    .orElseThrow(() -> new IllegalStateException("The system does not tell this JVM's start time"))
                    .write(folder.path.resolve(OWNER));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for a server in " + root.servers(), e);
        }
    }

    /** Records which process is the server; does nothing if it has already ended. */
    void record(ProcessHandle server) {
        ProcessIdentity.of(server).ifPresent(identity -> {
            try {
                identity.write(path.resolve(SERVER));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot record process " + server.pid() + " in " + path, e);
            }
        });
    }

    /** Returns the server that was recorded, running or not. */
    Optional<ProcessIdentity> server() throws IOException {
        return ProcessIdentity.read(path.resolve(SERVER));
    }

    /** Tells whether the JVM that made the folder is gone. */
    boolean isAbandoned() throws IOException {
        Optional<ProcessIdentity> owner = ProcessIdentity.read(path.resolve(OWNER));
        if (owner.isPresent()) {
            return owner.get().find().isEmpty();
        }
        try {
            return Files.getLastModifiedTime(path)
                    .toInstant()
                    .isBefore(Instant.now().minus(NAMELESS));
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
    }

    /** Writes a text file into the folder, readable by its user only, and returns its path. */
    Path write(String name, String text) {
        try {
            return Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + name + " in " + path, e);
        }
    }

    /** Removes the folder and all in it; what someone else removes at the same time counts as removed. */
    void delete() {
        try {
            Files.walkFileTree(path, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + path, e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
