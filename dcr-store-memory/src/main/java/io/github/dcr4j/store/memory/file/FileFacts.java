package io.github.dcr4j.store.memory.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a path, without following a link at its end. Owner, group, mode and the number of names
 * are {@link #UNKNOWN} where the file system has none, as on Windows.
 *
 * @param id the file's own id, where the file system has one
 * @param owner the user's number
 * @param group the group's number
 * @param mode the permissions as POSIX numbers them
 * @param names how many hard links lead to it
 */
public record FileFacts(
        boolean isLink,
        boolean isRegular,
        boolean isDirectory,
        FileTime modified,
        long size,
        @Nullable Object id,
        int owner,
        int group,
        int mode,
        int names) {
    static final int UNKNOWN = -1;
    private static final String UNIX =
            "unix:isSymbolicLink,isRegularFile,isDirectory,lastModifiedTime,size,fileKey,uid,gid,mode,nlink";

    /** Returns what stands at {@code path}, {@code null} if nothing does. */
    public static @Nullable FileFacts of(Path path) throws IOException {
        try {
            return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(path) : basic(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static FileFacts unix(Path path) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
        return new FileFacts(
                fact(facts, "isSymbolicLink", Boolean.class),
                fact(facts, "isRegularFile", Boolean.class),
                fact(facts, "isDirectory", Boolean.class),
                fact(facts, "lastModifiedTime", FileTime.class),
                fact(facts, "size", Long.class),
                facts.get("fileKey"),
                fact(facts, "uid", Integer.class),
                fact(facts, "gid", Integer.class),
                fact(facts, "mode", Integer.class),
                fact(facts, "nlink", Integer.class));
    }

    private static <T> T fact(Map<String, Object> facts, String name, Class<T> type) {
        return Objects.requireNonNull(type.cast(facts.get(name)), name);
    }

    private static FileFacts basic(Path path) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileFacts(
                facts.isSymbolicLink(),
                facts.isRegularFile(),
                facts.isDirectory(),
                facts.lastModifiedTime(),
                facts.size(),
                facts.fileKey(),
                UNKNOWN,
                UNKNOWN,
                UNKNOWN,
                UNKNOWN);
    }

    /** Returns whether the file system says all of {@code bits}, such as {@code 020} for writable by the group. */
    boolean allows(int bits) {
        return mode != UNKNOWN && (mode & bits) == bits;
    }
}
