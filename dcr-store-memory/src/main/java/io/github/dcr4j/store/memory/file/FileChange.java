package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileFormat.Written;
import io.github.dcr4j.store.memory.file.FileLine.Kept;
import io.github.dcr4j.store.memory.file.FileTrust.UntrustedException;
import io.github.dcr4j.store.memory.file.StoredFile.UnforcedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of one key, and how it gets into the file: as a line at its end; or, where too much of the file is out of
 * date, or some of it should not stay, with all that lasts in a new text. Where a new text cannot be written, as on a
 * full disk, it is a line all the same. Written while no other thread or process works on the file.
 */
final class FileChange {
    private static final int ROOM_FOR_A_CLIENT = 1024 * 1024;
    private static final String RECORD = "record";

    /** A shorter file is not written as a whole for its weight alone. */
    private static final int LIGHT = 64 * 1024;

    /** A file up to this length is written as a whole at once when something in it has ended or is taken away. */
    private static final int SMALL = 1024 * 1024;

    /** What is out of date stays no longer in a file that is changed. */
    private static final Duration LONGEST_STAY = Duration.ofHours(1);

    private final FileView view;
    private final FileReports reports;
    private final FileLines lines;
    private final @Nullable FileLine before;
    private final StateChange change;
    private final Instant now;
    private final Written line;

    /** What was written may be on the disk or not. */
    static final class OutcomeUnknownException extends IOException {
        private static final long serialVersionUID = 1L;

        private OutcomeUnknownException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Creates the change.
     *
     * @param lines what the last look has returned
     */
    FileChange(FileView view, FileReports reports, FileLines lines, String key, StateChange change, Instant now) {
        this.view = view;
        this.reports = reports;
        this.lines = lines;
        this.change = change;
        this.now = now;
        before = lines.find(key);
        line = FileFormat.written(key, change.writeId(), changed(before, change, now));
    }

    /** Returns the entries that the key has afterwards, without those that have ended. */
    private static Map<String, Kept> changed(@Nullable FileLine before, StateChange change, Instant now) {
        Map<String, Kept> entries = before == null ? new LinkedHashMap<>() : before.lasting(now);
        entries.keySet().removeAll(change.dropped());
        for (StoredEntry entry : change.put()) {
            entries.put(entry.name(), new Kept(entry, FileFormat.isWrittenAnewTheSame(entry.bytes())));
        }
        entries.values().removeIf(kept -> kept.hasEnded(now));
        return entries;
    }

    /**
     * Writes it.
     *
     * @throws OutcomeUnknownException if it may be in the file; any other failure says that it is not
     */
    void write() throws IOException {
        if (isTooMuch(lines.liveWith(line.line()))) {
            writeAnew();
        } else if (!isDueToBeWrittenAnew()) {
            if (!append()) {
                writeAnew();
            }
        } else {
            try {
                writeAnew();
            } catch (IOException e) {
                appendAfter(e);
            }
        }
    }

    /** Appends though the file was due to be written anew, which has failed and is tried again by the next change. */
    private void appendAfter(IOException failure) throws IOException {
        if (lines.end() + lines.appending(line).length > FileTrust.LONGEST_FILE) {
            throw failure;
        }
        try {
            if (!append()) {
                throw failure;
            }
        } catch (IOException e) {
            if (e != failure) {
                e.addSuppressed(failure);
            }
            throw e;
        }
        lines.couldNotBeWrittenAnew();
        reports.notWrittenAnew(failure);
    }

    private boolean append() throws IOException {
        try {
            return view.append(lines, line);
        } catch (UnforcedException e) {
            writeAnewAfter(e);
            return true;
        }
    }

    private boolean isDueToBeWrittenAnew() {
        long length = lines.end() + line.text().length;
        long live = lines.liveWith(line.line());
        if (lines.isOverdue() || length > Math.max(LIGHT, 2 * live)) {
            return true;
        }
        boolean forLong = !lines.written().isAfter(now.minus(LONGEST_STAY))
                || lines.written().isAfter(now); // the clock was set back, by an unknown time
        return forLong
                ? length > live || lines.hasEnded(now)
                : length <= SMALL && ((before != null && before.loses(change)) || lines.hasEnded(now));
    }

    /** What stores no client leaves room for the one that is registered next: a full file is noticed before that. */
    private int most() {
        boolean client = StoredEntry.named(RECORD, change.put()) != null;
        return client ? FileTrust.LONGEST : FileTrust.LONGEST - ROOM_FOR_A_CLIENT;
    }

    private boolean isTooMuch(long live) {
        return live > most() && live > lines.live();
    }

    private void writeAnew() throws IOException {
        FileLines.Anew anew = lines.anew(line.line(), now);
        if (isTooMuch(lines.liveWith(line.line())) && isTooMuch(anew.text().length)) {
            throw new UntrustedException("with what there is to write it would hold " + anew.text().length
                    + " bytes, and at most " + most() + " are kept; purge keys that are not used any more");
        }
        view.replace(anew.lines(), anew.text());
        if (lines.torn() > 0) {
            reports.tornLine(lines.torn());
        }
    }

    /** What could not be forced to the disk may be lost there together with what is appended to it. */
    private void writeAnewAfter(UnforcedException unforced) throws IOException {
        try {
            writeAnew();
        } catch (IOException e) {
            unforced.addSuppressed(e);
            throw new OutcomeUnknownException(unforced);
        }
    }
}
