package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.StoredEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries and write ids as they stand in Redis in format 2: in clear as the library made them; encrypted as an {@link
 * Envelope}, bound to the prefix, the key and the name, the state also to its write id. Thread-safe.
 */
final class EntryCodec {
    static final int FORMAT = 2;

    private static final String WRITE = "write";
    private static final int MARK_LENGTH = 32;
    private static final int LONGEST_WRITE_ID = 64;

    private final ValueCipher cipher;
    private final String prefix;

    EntryCodec(ValueCipher cipher, String prefix) {
        this.cipher = cipher;
        this.prefix = prefix;
    }

    /** Returns an entry as it is written. {@code writeId} is that of the write for the state, empty for others. */
    byte[] seal(String fingerprint, String name, String writeId, byte[] bytes) {
        String keyId = cipher.keyId();
        if (keyId == null) {
            return bytes;
        }
        byte[] sealed = cipher.seal(about(fingerprint, name, writeId), bytes);
        return new Envelope(Envelope.line(FORMAT, keyId), sealed).toBytes();
    }

    /**
     * Returns an entry that was read; it is unreadable if it was changed or is another's.
     *
     * @throws DcrStoreException if it has another format, or is encrypted with a key that is not known here
     */
    StoredEntry open(String fingerprint, String name, String writeId, byte[] raw) {
        try {
            return new StoredEntry(name, open(about(fingerprint, name, writeId), raw), null);
        } catch (BadRowException e) {
            return StoredEntry.unreadable(name, raw, String.valueOf(e.getMessage()));
        }
    }

    /** Returns a write id as it is written: {@link #mark} and, encrypted, a space and the id in an envelope. */
    byte[] sealWriteId(String fingerprint, String writeId) {
        byte[] mark = mark(fingerprint, writeId).getBytes(US_ASCII);
        if (cipher.keyId() == null) {
            return mark;
        }
        byte[] sealed = seal(fingerprint, WRITE, "", writeId.getBytes(US_ASCII));
        byte[] both = Arrays.copyOf(mark, mark.length + 1 + sealed.length);
        both[mark.length] = ' ';
        System.arraycopy(sealed, 0, both, mark.length + 1, sealed.length);
        return both;
    }

    /**
     * Returns the write id that was read, {@code null} if it was changed or is another's.
     *
     * @throws DcrStoreException if it has another format, or is encrypted with a key that is not known here
     */
    @Nullable
    String openWriteId(String fingerprint, byte[] raw) {
        int space = indexOf(raw, ' ');
        try {
            byte[] opened = open(about(fingerprint, WRITE, ""), Arrays.copyOfRange(raw, space + 1, raw.length));
            String writeId = new String(opened, US_ASCII);
            String mark = new String(raw, 0, space < 0 ? raw.length : space, US_ASCII);
            return writeId.length() <= LONGEST_WRITE_ID
                            && writeId.chars().allMatch(one -> one > ' ' && one <= '~')
                            && mark.equals(mark(fingerprint, writeId))
                    ? writeId
                    : null;
        } catch (BadRowException e) {
            return null;
        }
    }

    /**
     * Returns what a stored write id begins with, up to a space, by which the script compares it: the id in clear, or a
     * digest of it, for the id holds a digest of the record.
     */
    String mark(String fingerprint, String writeId) {
        return cipher.keyId() == null
                ? writeId
                : Names.digest(WRITE, prefix, fingerprint, writeId).substring(0, MARK_LENGTH);
    }

    /** @throws DcrStoreException if the state of a key has another format than this */
    void checkFormat(byte[] format) {
        String text = new String(format, US_ASCII);
        if (text.length() <= 9 && text.chars().allMatch(digit -> digit >= '0' && digit <= '9') && !text.isEmpty()) {
            checkFormat(Integer.parseInt(text));
        }
    }

    private byte[] open(byte[] about, byte[] raw) throws BadRowException {
        if (cipher.keyId() == null) {
            if (indexOf(raw, '\n') >= 0) {
                checkForeign(raw);
            }
            return raw;
        }
        Envelope envelope = Envelope.parse(raw);
        check(envelope);
        return cipher.open(envelope.keyId(), about, envelope.payload());
    }

    /** What the library writes in clear has one line; more may be encrypted, or of another format. */
    private void checkForeign(byte[] raw) {
        try {
            check(Envelope.parse(raw));
        } catch (BadRowException e) {
            // The library finds that it cannot be used.
        }
    }

    private void check(Envelope envelope) {
        checkFormat(envelope.format());
        String keyId = envelope.keyId();
        if (keyId != null && !cipher.knows(keyId)) {
            throw RowCodec.unknownKey(Step.STORE_READ, keyId);
        }
    }

    private void checkFormat(int format) {
        if (format > FORMAT) {
            throw failure("format " + format + ", and this version reads up to " + FORMAT + ": update this replica");
        }
        if (format == Envelope.FORMAT) {
            throw failure(
                    "format " + format + " of an earlier version: give this version another prefix than " + prefix);
        }
    }

    private static DcrStoreException failure(String what) {
        return new DcrStoreException(DcrException.at(Step.STORE_READ, "Redis holds for this key " + what));
    }

    private byte[] about(String fingerprint, String name, String writeId) {
        return Names.lengthPrefixed("entry", Integer.toString(FORMAT), prefix, fingerprint, name, writeId);
    }

    private static int indexOf(byte[] raw, char sought) {
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == sought) {
                return i;
            }
        }
        return -1;
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
