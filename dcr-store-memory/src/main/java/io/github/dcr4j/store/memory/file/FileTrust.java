package io.github.dcr4j.store.memory.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files and directories a file store uses: those that no user but its own and root can have put there or
 * can replace. Where the file system has no owners, as on Windows, only links, sizes and kinds are checked. Immutable
 * and thread-safe.
 */
public final class FileTrust {
    /** How much is kept at most, in bytes. */
    public static final int LONGEST = 16 * 1024 * 1024;

    /** The longest file that is read or written: with what was replaced since it was last written as a whole. */
    static final int LONGEST_FILE = 2 * LONGEST;

    private static final int ROOT = 0;
    private static final int GROUP_WRITES = 020;
    private static final int OTHERS_WRITE = 002;
    private static final int MANUAL = 01000;

    private final Set<Integer> users;
    private final boolean directoriesTrusted;

    /** Something is not used as it is, and waiting does not help. The message says what and why, and what to do. */
    public static final class UntrustedException extends IOException {
        private static final long serialVersionUID = 1L;

        UntrustedException(String message) {
            super(message);
        }
    }

    /**
     * Creates rules.
     *
     * @param users whose files are used
     * @param directoriesTrusted whether directories are used though others can write to them
     */
    public FileTrust(Set<Integer> users, boolean directoriesTrusted) {
        this.users = Set.copyOf(users);
        this.directoriesTrusted = directoriesTrusted;
    }

    /** Returns rules by which files of this process's user and of root are used. */
    public static FileTrust ofThisProcess(boolean directoriesTrusted) throws IOException {
        int own = ownUser();
        return new FileTrust(own == ROOT ? Set.of(ROOT) : Set.of(own, ROOT), directoriesTrusted);
    }

    /** Java tells no user's number, but a file that was just created has it. */
    private static int ownUser() throws IOException {
        try {
            Path probe = Files.createTempFile("dcr4j", null);
            try {
                return owner(probe);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            Path ofLinux = Path.of("/proc/self/fd");
            if (Files.isDirectory(ofLinux)) {
                return owner(ofLinux);
            }
            throw new UntrustedException(
                    "it cannot be found out whose files to use: nothing can be created in java.io.tmpdir, "
                            + System.getProperty("java.io.tmpdir"));
        }
    }

    private static int owner(Path path) throws IOException {
        FileFacts facts = FileFacts.of(path);
        return facts == null ? FileFacts.UNKNOWN : facts.owner();
    }

    /**
     * Returns what stands at {@code path}, {@code null} if nothing does.
     *
     * @throws UntrustedException if it must not be opened
     */
    @Nullable
    public FileFacts file(Path path) throws IOException {
        FileFacts facts = FileFacts.of(path);
        String why = facts == null ? null : whyNot(facts);
        if (why != null) {
            throw new UntrustedException(path + " " + why);
        }
        return facts;
    }

    private @Nullable String whyNot(FileFacts facts) {
        if (facts.isLink()) {
            return "is a symbolic link; name the file itself";
        }
        if (!facts.isRegular()) {
            return facts.isDirectory() ? "is a directory" : "is no regular file";
        }
        if (isForeign(facts)) {
            return "belongs to another user (number " + facts.owner() + "); give it to this program's, or remove it";
        }
        if (facts.names() > 1) {
            return "has " + facts.names() + " names (hard links); remove the others";
        }
        if (facts.allows(GROUP_WRITES) || facts.allows(OTHERS_WRITE)) {
            return "can be written to by others, who may have changed it; check what it holds, then chmod 600";
        }
        return facts.size() > LONGEST_FILE
                ? "is longer (" + facts.size() + " bytes) than a store makes it (" + LONGEST_FILE
                        + "): it is something else, or damaged; move it away"
                : null;
    }

    private boolean isForeign(FileFacts facts) {
        return facts.owner() != FileFacts.UNKNOWN && !users.contains(facts.owner());
    }

    /**
     * Checks every link on the way to {@code directory}: who owns one can lead elsewhere at any time.
     *
     * @throws UntrustedException if another user owns one
     */
    public void way(Path directory) throws IOException {
        if (directoriesTrusted) {
            return;
        }
        for (Path step = directory; step != null; step = step.getParent()) {
            FileFacts facts = FileFacts.of(step);
            if (facts != null && facts.isLink() && isForeign(facts)) {
                throw new UntrustedException(
                        step + " is a symbolic link of another user (number " + facts.owner() + ")");
            }
        }
    }

    /**
     * Checks {@code directory} and those above it: who can write to one can put another in its place. A directory in
     * which everybody deletes only what is his own (sticky, as {@code /tmp}) is safe, and so is one that is writable by
     * a group which has the number of its owner, for that is the owner alone.
     *
     * @param directory its real path
     * @throws UntrustedException if another user can replace what is in it
     */
    void directory(Path directory) throws IOException {
        if (directoriesTrusted) {
            return;
        }
        for (Path step = directory; step != null; step = step.getParent()) {
            FileFacts facts = FileFacts.of(step);
            if (facts == null) {
                continue;
            }
            if (isForeign(facts)) {
                throw unsafe(step, "belongs to another user (number " + facts.owner() + ")");
            }
            if (!facts.allows(MANUAL)
                    && (facts.allows(OTHERS_WRITE) || (facts.allows(GROUP_WRITES) && facts.group() != facts.owner()))) {
                throw unsafe(step, "can be written to by others (chmod go-w keeps them out)");
            }
        }
    }

    private static UntrustedException unsafe(Path directory, String why) {
        return new UntrustedException("the directory " + directory + " " + why
                + ": they could replace the file; use another directory, or say trustDirectory if all who can write there"
                + " may have the clients");
    }
}
