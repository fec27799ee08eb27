package io.github.dcr4j.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The folder below {@code java.io.tmpdir} that one system user's servers live in, and which ends what a killed JVM left
 * there. Stateless beyond the file system; usable by several JVMs at once.
 */
final class ServerRoot {
    private static final long END_SECONDS = 180;

    private final Path path;

    private ServerRoot(Path path) {
        this.path = path;
    }

    /**
     * Returns the root, made if it is missing.
     *
     * @throws IllegalStateException if it is another user's: what is started from there would be theirs to choose
     */
    static ServerRoot open() {
        String user = System.getProperty("user.name");
        return open(Path.of(System.getProperty("java.io.tmpdir"), "dcr4j-redis-" + user), user);
    }

    static ServerRoot open(Path path, String user) {
        try {
            createPrivate(path);
            String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
            if (!owner.equals(user) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalStateException(path + " is no folder of user " + user + " (owner: " + owner
                        + "): remove it, or set java.io.tmpdir to a folder of your own");
            }
            createPrivate(path.resolve("programs"));
            createPrivate(path.resolve("servers"));
            return new ServerRoot(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use " + path + " for the servers' files", e);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException usual) {
            // made by an earlier run
        }
    }

    /** Returns the folder of unpacked programs. */
    Path programs() {
        return path.resolve("programs");
    }

    /** Returns the folder that holds one folder for each server. */
    Path servers() {
        return path.resolve("servers");
    }

    /**
     * Ends the servers whose JVM is gone, and removes their files. A process is ended only if its number, its start and
     * its program are those that were recorded; those of a JVM that runs are left alone.
     */
    void endLeftovers() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(servers())) {
            for (Path folder : folders) {
                endLeftover(new ServerFolder(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for servers that an earlier run left in " + servers(), e);
        }
    }

    private static void endLeftover(ServerFolder folder) throws IOException {
        if (!folder.isAbandoned()) {
            return;
        }
        for (ProcessHandle process :
                folder.server().flatMap(ProcessIdentity::find).map(List::of).orElse(List.of())) {
            process.destroyForcibly();
            awaitEnd(process);
        }
        folder.delete();
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Process " + process.pid() + ", left by an earlier run, does not end", e);
        }
    }
}
