package io.github.dcr4j.store.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file that is only ever replaced as a whole: whoever reads it sees what stood there before or what stands there
 * after, also when the writer dies. Writing and setting aside are done by one at a time; reading needs no lock.
 *
 * @param path the real path of the file
 */
record StoredFile(Path path) {
    /**
     * What tells one text of the file from the next.
     *
     * @param id the file's own id, where the file system has one
     */
    record Stamp(FileTime modified, long size, @Nullable Object id) {}

    /** Returns the file at {@code path}, links resolved; its directory is created for its owner alone if it is missing. */
    static StoredFile at(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null || Files.isDirectory(absolute)) {
            throw new IOException("it is a directory");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.newDirectory(directory));
        }
        return new StoredFile(
                Files.exists(absolute)
                        ? absolute.toRealPath()
                        : directory.toRealPath().resolve(name));
    }

    /** Returns the path of something that belongs to the file and stands beside it. */
    Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** Returns the stamp of what stands there, {@code null} if there is no file. */
    @Nullable
    Stamp stamp() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Returns the text, {@code null} if there is no file. */
    byte @Nullable [] read() throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Puts {@code text} in the place of whatever stands there. It is on the disk when this returns. */
    void replace(byte[] text) throws IOException {
        Path next = beside(".tmp");
        Files.deleteIfExists(next); // of a writer that died
        try (FileChannel channel = FileChannel.open(
                next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.newFile(next))) {
            OwnerOnly.restrict(next);
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    /** Gives what stands there a name that nothing has, and returns it. */
    Path setAside() throws IOException {
        int number = 1;
        while (Files.exists(beside(".damaged-" + number))) {
            number++;
        }
        Path aside = beside(".damaged-" + number);
        Files.move(path, aside);
        return aside;
    }

    /** Makes the new name last; where a directory cannot be opened, as on Windows, the file system sees to it. */
    private void forceDirectory() {
        try (FileChannel directory = FileChannel.open(beside("").resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // the text itself is on the disk, and so is one of the two names
        }
    }
}
