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
 * <p>The last line may be incomplete: a program is in the middle of writing it, or was killed there. It ends before its
 * closing brace then, or, after the machine lost its power, holds zero bytes. It is ignored, and nothing may be appended
 * to it. A whole object without the end of its line counts, for an editor may have left it so.
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
    private boolean open;
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
        int headEnd = next(text, 0);
        while (headEnd < text.length && isBlank(text, 0, headEnd)) {
            headEnd = next(text, headEnd);
        }
        FileHead head = FileFormat.head(text, headEnd);
        FileLines lines = new FileLines(Arrays.copyOf(text, headEnd), head.written());
        lines.open = !endsALine(text, headEnd);
        if (lines.goOn(text, headEnd) < head.keys()) {
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
        while (start < text.length) {
            int next = next(text, start);
            boolean blank = isBlank(text, start, next);
            if (!blank && open && start == from) {
                throw new DamagedException("the line that was last goes on");
            }
            if (next == text.length && isTorn(text, start)) {
                break;
            }
            if (!blank) {
                lines.add(FileFormat.line(text, start, next - start));
            }
            start = next;
        }
        lines.forEach(this::put);
        end += start - from;
        open = start == from ? open : !endsALine(text, start);
        last = Arrays.copyOfRange(text, Math.max(0, start - COMPARED), start);
        torn = text.length - start;
        return lines.size();
    }

    /** Returns where the line after the one at {@code from} begins, or would begin. */
    private static int next(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '\n') {
                return i + 1;
            }
        }
        return text.length;
    }

    private static boolean endsALine(byte[] text, int next) {
        return next > 0 && text[next - 1] == '\n';
    }

    private static boolean isBlank(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the last line, which begins at {@code from}, was not written as a whole. */
    private static boolean isTorn(byte[] text, int from) {
        return holdsZero(text, from)
                || (!endsALine(text, text.length) && !isBlank(text, from, text.length) && !isObject(text, from));
    }

    /** Returns whether the last line is all there but for its end: nothing that a torn line holds closes its object. */
    private static boolean isObject(byte[] text, int from) {
        try {
            FileFormat.line(text, from, text.length - from);
            return true;
        } catch (DamagedException e) {
            return false;
        }
    }

    private static boolean holdsZero(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns what is to be written at the {@link #end} to append {@code line}. */
    byte[] appending(Written line) {
        if (!open) {
            return line.text();
        }
        byte[] text = new byte[line.text().length + 1];
        text[0] = '\n';
        System.arraycopy(line.text(), 0, text, 1, line.text().length);
        return text;
    }

    /** Adds a line that was appended. */
    void goOn(Written line) {
        put(line.line());
        end += appending(line).length;
        open = false;
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

    /** Returns where the last whole line ends, or the object of one that has no end. */
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
