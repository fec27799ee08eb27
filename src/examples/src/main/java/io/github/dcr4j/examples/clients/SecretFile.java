package io.github.dcr4j.examples.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A file with secrets in it, which its owner alone may read: by POSIX permissions, else by an access control list. */
final class SecretFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    /** More than a store keeps of a client, 512 KiB: what is exported can be imported. */
    private static final int LONGEST = 1024 * 1024;

    private SecretFile() {}

    /**
     * Writes a new file, which no other user can read at any time.
     *
     * @throws IOException if there is something of that name already, which stays as it is, or it cannot be written,
     *     and then nothing of it stays
     */
    static void create(Path file, byte[] content) throws IOException {
        if (content.length > LONGEST) {
            throw new IOException(file + " is not written: it would be larger than the 1 MiB that are read again");
        }
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
            write(file, channel, content);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already, and is not written over", e);
        } catch (IOException e) {
            // its message may be the file's name alone
            throw new IOException(file + " cannot be written: " + e.getClass().getSimpleName(), e);
        }
    }

    private static void write(Path file, FileChannel channel, byte[] content) throws IOException {
        try {
            restrict(file);
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }

    /** Takes a file that is still empty from everybody else where creating it could not. */
    private static void restrict(Path file) throws IOException {
        AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (acl != null && Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
            acl.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(acl.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }

    /** Returns whether group or others have any right to it; not known where there are no POSIX permissions. */
    static boolean isOpenToOthers(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return posix != null && !OWNER_ONLY.containsAll(posix.readAttributes().permissions());
    }

    /**
     * Returns what it holds.
     *
     * @throws IOException if it is not there, no regular file, larger than 1 MiB, or cannot be read
     */
    static byte[] read(Path file) throws IOException {
        // what is no file, such as a pipe, may never end
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file; a link is not followed");
        }
        byte[] content;
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            content = stream.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
        if (content.length > LONGEST) {
            throw new IOException(file + " is larger than 1 MiB, and no client information");
        }
        return content;
    }
}
