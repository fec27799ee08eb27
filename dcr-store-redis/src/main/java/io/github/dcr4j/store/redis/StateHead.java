package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.redis.connection.Names;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a state begins with: its write id, by itself, so that a hit need not read the rest. In clear: the format, a
 * space, the id, spaces up to 64 characters, a line feed. Encrypted, because the id holds a digest of the record: 64
 * characters as a {@link SealedValues sealed value}. Thread-safe.
 */
final class StateHead {
    private static final String NAME = "write";
    private static final int LONGEST = 64;
    private static final String START = SealedValues.FORMAT + " ";

    private final SealedValues sealed;
    private final String prefix;

    StateHead(SealedValues sealed, String prefix) {
        this.sealed = sealed;
        this.prefix = prefix;
    }

    int length() {
        return sealed.inClear() ? START.length() + LONGEST + 1 : SealedValues.ADDED + LONGEST;
    }

    /** Returns the head of a state. */
    byte[] of(String fingerprint, String writeId) {
        String padded = writeId + " ".repeat(LONGEST - writeId.length());
        return sealed.inClear()
                ? (START + padded + "\n").getBytes(US_ASCII)
                : sealed.seal(nonce(fingerprint, writeId), about(fingerprint), padded.getBytes(US_ASCII));
    }

    /**
     * Returns what the head of that write begins with, and no other: by it {@code replace.lua} recognises the write.
     */
    byte[] beginning(String fingerprint, String writeId) {
        return sealed.inClear() ? of(fingerprint, writeId) : SealedValues.beginning(nonce(fingerprint, writeId));
    }

    /**
     * Returns the write id, {@code null} if it was changed or is another's.
     *
     * @param state the head at least, if it is whole
     * @throws DcrStoreException if it has another format, or is encrypted with a key that is not known here
     */
    @Nullable
    String open(String fingerprint, byte[] state) {
        byte[] head = Arrays.copyOf(state, Math.min(state.length, length()));
        try {
            String opened = new String(sealed.open(about(fingerprint), head), US_ASCII);
            String writeId =
                    (sealed.inClear() && opened.startsWith(START) ? opened.substring(START.length()) : opened).strip();
            return !writeId.isEmpty()
                            && writeId.length() <= LONGEST
                            && Bytes.startsWith(head, beginning(fingerprint, writeId))
                    ? writeId
                    : null;
        } catch (BadRowException e) {
            return null;
        }
    }

    /** A digest of all that is encrypted with it: a nonce is used twice for the very same alone. */
    private byte[] nonce(String fingerprint, String writeId) {
        String digest = Names.digest(NAME, prefix, fingerprint, writeId);
        return HexFormat.of().parseHex(digest, 0, 2 * ValueCipher.NONCE_BYTES);
    }

    private byte[] about(String fingerprint) {
        return SealedValues.about(prefix, fingerprint, NAME, "");
    }
}
