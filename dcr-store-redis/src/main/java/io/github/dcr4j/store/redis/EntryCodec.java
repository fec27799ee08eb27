package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.StoredEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries as they stand in Redis in format 2: in clear as the library made them, encrypted as {@link SealedValues},
 * bound to the prefix, the key and the name, the state also to its write id. A state begins with a {@link StateHead}.
 * Thread-safe.
 */
final class EntryCodec {
    private static final int LARGEST = 1 << 20;

    private final SealedValues sealed;
    private final StateHead head;
    private final String prefix;

    EntryCodec(ValueCipher cipher, String prefix) {
        sealed = new SealedValues(cipher, prefix);
        head = new StateHead(sealed, prefix);
        this.prefix = prefix;
    }

    /** Returns what states begin with. */
    StateHead head() {
        return head;
    }

    /**
     * Returns an entry as it is written.
     *
     * @throws DcrStoreException if it is longer than what can be read
     */
    byte[] seal(String fingerprint, String name, byte[] bytes) {
        return seal(fingerprint, name, "", bytes);
    }

    /** Returns a state as it is written. */
    byte[] sealState(String fingerprint, String writeId, byte[] bytes) {
        return Bytes.concat(head.of(fingerprint, writeId), seal(fingerprint, RawReads.STATE, writeId, bytes));
    }

    private byte[] seal(String fingerprint, String name, String writeId, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new DcrStoreException(DcrException.at(
                    Step.STORE_WRITE,
                    "an entry of " + bytes.length
                            + " bytes is not written to Redis, because it could not be read again:" + " at most "
                            + LARGEST + " bytes are read"));
        }
        return sealed.inClear()
                ? bytes
                : sealed.seal(
                        SealedValues.about(prefix, fingerprint, name, writeId),
                        Deflated.of(bytes, fingerprint + writeId));
    }

    /**
     * Returns an entry that was read; it is unreadable if it was changed or is another's.
     *
     * @throws DcrStoreException if it has another format, or is encrypted with a key that is not known here
     */
    StoredEntry open(String fingerprint, String name, byte[] raw) {
        return open(fingerprint, name, "", raw, raw);
    }

    /**
     * Returns a state that was read, as {@link #open} does.
     *
     * @param writeId that of its head, {@code null} if it cannot be read
     */
    StoredEntry openState(String fingerprint, @Nullable String writeId, byte[] raw) {
        return writeId == null
                ? StoredEntry.unreadable(RawReads.STATE, raw, "its write id was changed, or moved here from elsewhere")
                : open(fingerprint, RawReads.STATE, writeId, Arrays.copyOfRange(raw, head.length(), raw.length), raw);
    }

    private StoredEntry open(String fingerprint, String name, String writeId, byte[] value, byte[] raw) {
        try {
            if (value.length > 2 * LARGEST) {
                throw new BadRowException("it is longer than " + 2 * LARGEST + " bytes");
            }
            byte[] opened = sealed.open(SealedValues.about(prefix, fingerprint, name, writeId), value);
            return new StoredEntry(
                    name, sealed.inClear() ? opened : Deflated.inflate(opened, fingerprint + writeId, LARGEST), null);
        } catch (BadRowException e) {
            return StoredEntry.unreadable(name, raw, String.valueOf(e.getMessage()));
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
