package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.store.memory.file.FileTrust.UntrustedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file that is only ever appended to, or replaced as a whole: what a reader has seen at a place of a file stays
 * there, also when the writer dies. Writing and setting aside are done by one at a time; reading needs no lock.
 *
 * <p>What is at the path is checked before it is opened, and opened without following a link. Nothing can be put in its
 * place in between: its directory is one in which no other user replaces this user's files.
 *
 * @param path the file in the real path of its directory
 * @param trust decides what is opened
 * @param opening opens the file to append to it, and the one that is put in its place
 */
public record StoredFile(Path path, FileTrust trust, Opening opening) {
    private static final int MOST_DAMAGED = 1_000;
    /** How much of a line may be missing for readers to take it. */
    private static final int LINE_END = 1;

    /** Opens a file that is there, to write to it. */
    public interface Opening {
        FileChannel open(Path path) throws IOException;
    }

    /** The start of a file, and all from some place on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ends(byte[] start, byte[] rest) {}

    /** What was appended may not be on the disk. */
    static final class UnforcedException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnforcedException(IOException cause) {
            super("what was written may not be on the disk: " + cause.getMessage(), cause);
        }
    }

    /**
     * What tells one text of the file from the next.
     *
     * @param id the file's own id, where the file system has one
     */
    record Stamp(FileTime modified, long size, @Nullable Object id) {
        /** A file system whose times are whole seconds may count them by two. */
        private static final long WHOLE_SECONDS_MILLIS = 2_000;
        /** Others take the time of the system's tick, which is a few milliseconds long. */
        private static final long TICKS_MILLIS = 100;

        /** Returns whether another write would have another time by now, when the wall clock shows {@code nowMillis}. */
        boolean isSettled(long nowMillis) {
            boolean wholeSeconds = modified.toMillis() % 1_000 == 0;
            return nowMillis - modified.toMillis() > (wholeSeconds ? WHOLE_SECONDS_MILLIS : TICKS_MILLIS);
        }
    }

    /**
     * Returns the file at {@code path}; its directory is created for its owner alone if it is missing.
     *
     * @throws UntrustedException if what is there must not be used
     */
    public static StoredFile at(Path path, FileTrust trust) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null || Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new UntrustedException("it is a directory");
        }
        trust.way(directory);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.newDirectory(directory));
        }
        StoredFile file = new StoredFile(
                directory.toRealPath().resolve(name),
                trust,
                there -> FileChannel.open(there, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        file.checkDirectory();
        trust.file(file.path);
        return file;
    }

    Path directory() {
        return Objects.requireNonNull(path.getParent(), "a real path has a directory");
    }

    /**
     * Checks the directory, which may have changed since the file was opened.
     *
     * @throws UntrustedException if another user can replace what is in it
     */
    void checkDirectory() throws IOException {
        trust.directory(directory());
    }

    /** Returns the path of something that belongs to the file and stands beside it. */
    Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** Returns the stamp of what stands there, {@code null} if there is no file. */
    @Nullable
    Stamp stamp() throws IOException {
        FileFacts facts = trust.file(path);
        return facts == null ? null : new Stamp(facts.modified(), facts.size(), facts.id());
    }

    /** Returns the text, {@code null} if there is no file. */
    byte @Nullable [] read() throws IOException {
        Ends whole = read(0, 0);
        return whole == null ? null : whole.rest();
    }

    /**
     * Returns the first {@code start} bytes, and all from {@code from} on, {@code null} if there is no file. An
     * interrupt does not end this.
     */
    @Nullable
    Ends read(int start, long from) throws IOException {
        if (trust.file(path) == null) {
            return null;
        }
        try (InputStream text = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] first = text.readNBytes(start);
            skipTo(from, first.length, text);
            byte[] rest = text.readNBytes(FileTrust.LONGEST_FILE + 1);
            if (from + rest.length > FileTrust.LONGEST_FILE) {
                throw new UntrustedException(path + " grew while it was read");
            }
            return new Ends(first, rest);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Skips to {@code from}, or to the end of a file that is shorter by now. */
    private static void skipTo(long from, int at, InputStream text) throws IOException {
        try {
            text.skipNBytes(Math.max(0, from - at));
        } catch (EOFException e) {
            // nothing is left to be read
        }
    }

    /**
     * Puts {@code line} at the {@code end} of what stands there. It is on the disk when this returns. An interrupt does
     * not end this, and is kept: a line is not left half written for it.
     *
     * @return whether it was written; if not, nothing can be appended, and nothing was changed
     * @throws UnforcedException if it is written, at most without its end, and may not be on the disk
     */
    boolean append(byte[] line, long end) throws IOException {
        boolean interrupted = false;
        try {
            for (boolean again = false; ; again = true) {
                try {
                    return append(line, end, again);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes the same bytes at the same place, however often it is tried: what readers have seen stays true. */
    private boolean append(byte[] line, long end, boolean again) throws IOException {
        if (trust.file(path) == null) {
            return false;
        }
        deleteLeft();
        ByteBuffer rest = ByteBuffer.wrap(line);
        try (FileChannel channel = opening.open(path)) {
            long size = channel.size();
            if (size != end && !(again && size > end && size <= end + line.length)) {
                return false;
            }
            write(rest, channel, end);
            channel.force(true);
            return true;
        } catch (NoSuchFileException | AccessDeniedException e) {
            return false;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw rest.remaining() > LINE_END ? e : new UnforcedException(e);
        }
    }

    private static void write(ByteBuffer text, FileChannel channel, long at) throws IOException {
        while (text.hasRemaining()) {
            channel.write(text, at + text.position());
        }
    }

    /**
     * Puts {@code text} in the place of whatever stands there. It is on the disk when this returns. If it fails, what
     * stands there is as it was.
     */
    void replace(byte[] text) throws IOException {
        Path next = beside(".tmp");
        Files.deleteIfExists(next); // of a writer that died; of a link the link
        try {
            Files.createFile(next, OwnerOnly.newFile(next));
            OwnerOnly.restrict(next);
            try (FileChannel channel = opening.open(next)) {
                write(ByteBuffer.wrap(text), channel, 0);
                channel.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteLeft();
            throw e;
        }
        forceDirectory();
    }

    /** Deletes what a writer has left that died or failed; it holds secrets, and takes room. */
    private void deleteLeft() {
        try {
            Files.deleteIfExists(beside(".tmp"));
        } catch (IOException e) {
            // it is in the way of a file that is replaced, not of one that is appended to
        }
    }

    /** Gives what stands there a name that nothing has, and returns it. */
    Path setAside() throws IOException {
        for (int number = 1; number <= MOST_DAMAGED; number++) {
            Path aside = beside(".damaged-" + number);
            if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(path, aside);
                return aside;
            }
        }
        throw new UntrustedException("it is damaged, and there are " + MOST_DAMAGED + " damaged ones already, "
                + beside(".damaged-1") + " and on; move them away");
    }

    /** Makes the new name last; where a directory cannot be opened, as on Windows, the file system sees to it. */
    private void forceDirectory() {
        try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // the text itself is on the disk, and so is one of the two names
        }
    }
}
