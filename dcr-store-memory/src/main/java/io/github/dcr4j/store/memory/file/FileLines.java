package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.store.memory.file.FileFormat.DamagedException;
import io.github.dcr4j.store.memory.file.FileFormat.OtherFormatException;
import io.github.dcr4j.store.memory.file.FileFormat.Written;
import io.github.dcr4j.store.memory.file.StoredFile.Ends;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one text of the file, as far as it was read: it goes on with lines that are appended. Any thread may
 * {@link #find} and ask for {@link #all} meanwhile; everything else is done by one at a time.
 *
 * <p>The last line may be incomplete: a program is in the middle of writing it, or was killed there. It has no end then,
 * or, after the machine lost its power, holds zero bytes. It is ignored, and nothing may be appended to it.
 */
final class FileLines {
    /** How much of what was read is compared before more is read: the last line's write id, which is random. */
    private static final int COMPARED = 96;

    private final byte[] head;
    private final Instant written;
    private final ConcurrentMap<String, FileLine> keys = new ConcurrentHashMap<>();
    private byte[] last;
    private long end;
    private long live;
    private int torn;
    private boolean overdue;
    private Instant firstEnd = Instant.MAX;

    /** Lines, and the text of a file with them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Anew(FileLines lines, byte[] text) {}

    private FileLines(byte[] head, Instant written) {
        this.head = head;
        this.written = written;
        last = head;
        end = head.length;
        live = head.length;
    }

    /** Returns what stands in a file that is not there. */
    static FileLines none() {
        return new FileLines(new byte[0], Instant.MIN);
    }

    /** Reads a file's text. */
    static FileLines read(byte[] text) throws DamagedException, OtherFormatException {
        int headEnd = lineEnd(text, 0);
        FileHead head = FileFormat.head(text, headEnd);
        FileLines lines = new FileLines(Arrays.copyOf(text, headEnd + 1), head.written());
        if (lines.goOn(text, headEnd + 1) < head.keys()) {
            throw new DamagedException("it ends before what was written with its first line");
        }
        return lines;
    }

    /** Returns how much is read of the start of the file, to see whether it is still this text. */
    int headLength() {
        return head.length;
    }

    /** Returns from where on the file is read, to see what was appended: from within the last line. */
    long readFrom() {
        return end - last.length;
    }

    /**
     * Adds what was appended.
     *
     * @return whether {@code ends} are of this text; if not, nothing was changed
     * @throws DamagedException if a line cannot be read; nothing was changed
     */
    boolean goOn(Ends ends) throws DamagedException {
        boolean same = Arrays.equals(ends.start(), head)
                && ends.rest().length >= last.length
                && Arrays.equals(ends.rest(), 0, last.length, last, 0, last.length);
        if (same) {
            goOn(ends.rest(), last.length);
        }
        return same;
    }

    /** Adds the lines of {@code text} from {@code from} on, and returns how many they are. */
    private int goOn(byte[] text, int from) throws DamagedException {
        List<FileLine> lines = new ArrayList<>();
        int start = from;
        for (int stop = lineEnd(text, start); stop >= 0; stop = lineEnd(text, start)) {
            int next = stop + 1;
            if (next == text.length && holdsZero(text, start)) {
                break;
            }
            lines.add(FileFormat.line(text, start, next - start));
            start = next;
        }
        lines.forEach(this::put);
        end += start - from;
        last = Arrays.copyOfRange(text, Math.max(0, start - COMPARED), start);
        torn = text.length - start;
        return lines.size();
    }

    private static int lineEnd(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean holdsZero(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds a line that was appended at the {@link #end}. */
    void goOn(Written line) {
        put(line.line());
        end += line.text().length;
        last = Arrays.copyOfRange(line.text(), Math.max(0, line.text().length - COMPARED), line.text().length);
    }

    private void put(FileLine line) {
        live = liveWith(line);
        if (line.isGone()) {
            keys.remove(line.key());
        } else {
            keys.put(line.key(), line);
        }
        Instant lineEnd = line.firstEnd();
        firstEnd = lineEnd.isBefore(firstEnd) ? lineEnd : firstEnd;
    }

    /** Returns what there is of a key, {@code null} for nothing. */
    @Nullable
    FileLine find(String key) {
        return keys.get(key);
    }

    /** Returns what there is of each key. */
    Collection<FileLine> all() {
        return keys.values();
    }

    /** Returns where the last whole line ends. */
    long end() {
        return end;
    }

    /** Returns how many bytes of an incomplete line follow. */
    int torn() {
        return torn;
    }

    /** Notes that a new text should have been written, and could not be. */
    void couldNotBeWrittenAnew() {
        overdue = true;
    }

    /** Returns whether a new text should have been written already. */
    boolean isOverdue() {
        return overdue;
    }

    /** Returns when this text was written as a whole. */
    Instant written() {
        return written;
    }

    /** Returns how long the file would be without lines that others took the place of. */
    long live() {
        return live;
    }

    /** Returns the same for the file with {@code line} at its end. */
    long liveWith(FileLine line) {
        FileLine before = keys.get(line.key());
        return live - (before == null ? 0 : before.length()) + (line.isGone() ? 0 : line.length());
    }

    /** Returns whether an entry has ended by {@code now}. */
    boolean hasEnded(Instant now) {
        if (firstEnd.isAfter(now)) {
            return false;
        }
        firstEnd = Instant.MAX; // that entry may be gone by now
        for (FileLine line : keys.values()) {
            Instant lineEnd = line.firstEnd();
            firstEnd = lineEnd.isBefore(firstEnd) ? lineEnd : firstEnd;
        }
        return !firstEnd.isAfter(now);
    }

    /** Returns these lines with {@code line}, and without what others took the place of or has ended by {@code now}. */
    Anew anew(FileLine line, Instant now) {
        TreeMap<String, FileLine> all = new TreeMap<>(keys);
        all.put(line.key(), line);
        List<Written> lasting = new ArrayList<>(all.size());
        for (FileLine each : all.values()) {
            Written next = FileFormat.written(each.key(), each.writeId(), each.lasting(now));
            if (!next.line().isGone()) {
                lasting.add(next);
            }
        }
        byte[] start = FileFormat.text(new FileHead(UUID.randomUUID().toString(), now, lasting.size()));
        FileLines lines = new FileLines(start, now);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(start);
        for (Written each : lasting) {
            lines.goOn(each);
            text.writeBytes(each.text());
        }
        return new Anew(lines, text.toByteArray());
    }
}
