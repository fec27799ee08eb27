package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.memory.file.FileFormat.DamagedException;
import io.github.dcr4j.store.memory.file.FileFormat.Written;
import io.github.dcr4j.store.memory.file.StoredFile.Ends;
import io.github.dcr4j.store.memory.file.StoredFile.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of its file: it reads the file as a whole once, and then only what was appended. Reading needs no
 * lock that other programs have. What changes the file is called while no other thread or process does. Thread-safe.
 */
final class FileView {
    private final StoredFile file;
    private final FileReports reports;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Seen seen;

    /**
     * What stood in the file when it had that stamp.
     *
     * @param settled whether another write would have another stamp
     * @param ownersAlone whether no other user can read what is appended
     */
    private record Seen(Stamp stamp, boolean settled, boolean ownersAlone, FileLines lines) {
        boolean isStill(Stamp now) {
            return settled && stamp.equals(now);
        }

        /** Returns whether the file may be the one that was seen, with something appended or nothing. */
        boolean mayGoOnAs(Stamp now) {
            return Objects.equals(stamp.id(), now.id())
                    && now.size() >= lines.end()
                    && (now.size() > stamp.size() || now.equals(stamp));
        }
    }

    FileView(StoredFile file, FileReports reports) {
        this.file = file;
        this.reports = reports;
    }

    /**
     * Returns what stands there. The file is not looked into while it looks untouched since. A file that was written
     * just before it was read is: a second write may fall into the same tick of its time stamp.
     */
    FileLines glance() throws IOException, DamagedException {
        Stamp stamp = file.stamp();
        Seen known = seen;
        if (stamp != null && known != null && known.isStill(stamp)) {
            return known.lines();
        }
        return look(false);
    }

    /** Returns what stands there, and looks into the file in any case. */
    FileLines look() throws IOException, DamagedException {
        return look(true);
    }

    private FileLines look(boolean anyway) throws IOException, DamagedException {
        reading.lock();
        try {
            Stamp stamp = file.stamp();
            Seen known = seen;
            if (!anyway && stamp != null && known != null && known.isStill(stamp)) {
                return known.lines(); // another thread has read it meanwhile
            }
            Seen next = stamp == null ? null : appended(known, stamp);
            next = stamp == null || next != null ? next : whole(stamp);
            seen = next;
            return next == null ? FileLines.none() : next.lines();
        } finally {
            reading.unlock();
        }
    }

    /** Reads what was appended; returns {@code null} if it is another text than the one that is known. */
    private @Nullable Seen appended(@Nullable Seen known, Stamp stamp) throws IOException {
        if (known == null || !known.mayGoOnAs(stamp)) {
            return null;
        }
        FileLines lines = known.lines();
        Ends ends = file.read(lines.headLength(), lines.readFrom());
        boolean ownersAlone = shutOthersOut();
        try {
            return ends != null && lines.goOn(ends) ? seen(stamp, ownersAlone, lines) : null;
        } catch (DamagedException e) {
            return null; // reading all of it tells whether it is damaged
        }
    }

    private @Nullable Seen whole(Stamp stamp) throws IOException, DamagedException {
        byte[] text = file.read();
        if (text == null) {
            return null;
        }
        boolean ownersAlone = shutOthersOut();
        return seen(stamp, ownersAlone, FileLines.read(text));
    }

    private static Seen seen(Stamp stamp, boolean ownersAlone, FileLines lines) {
        return new Seen(stamp, stamp.isSettled(DcrClock.system().millis()), ownersAlone, lines);
    }

    private boolean shutOthersOut() {
        try {
            if (OwnerOnly.tighten(file.path())) {
                reports.closedToOthers();
            }
            return true;
        } catch (IOException e) {
            reports.openToOthers(e);
            return false;
        }
    }

    /**
     * Appends a line to {@code lines}, which the last look has returned.
     *
     * @return whether it was written; if not, the file has to be replaced, and nothing was changed
     */
    boolean append(FileLines lines, Written line) throws IOException {
        Seen known = seen;
        long end = lines.end();
        if (known == null || known.lines() != lines || !known.ownersAlone()) {
            return false;
        }
        if (!file.append(lines.appending(line), end)) {
            return false;
        }
        reading.lock();
        try {
            if (lines.end() == end) { // else another thread has read it already
                lines.goOn(line);
            }
            remember(lines);
        } finally {
            reading.unlock();
        }
        return true;
    }

    void replace(FileLines lines, byte[] text) throws IOException {
        file.replace(text);
        reading.lock();
        try {
            remember(lines);
        } finally {
            reading.unlock();
        }
    }

    /** Notes what this store has written; the next hit looks whether it was the last to write. */
    private void remember(FileLines lines) {
        try {
            Stamp stamp = file.stamp();
            seen = stamp == null ? null : new Seen(stamp, false, true, lines);
        } catch (IOException e) {
            seen = null; // it is written all the same, and the next look says what is wrong
        }
    }

    /** Gives what stands there a name that nothing has, and returns it. */
    Path setAside() throws IOException {
        return file.setAside();
    }
}
