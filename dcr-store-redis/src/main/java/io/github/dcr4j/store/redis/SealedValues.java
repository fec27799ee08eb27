package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.redis.connection.Names;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted values as they stand in Redis: the format, an {@code e}, the nonce, the id of the key, the ciphertext and
 * its tag. What is in clear begins otherwise. Thread-safe.
 */
final class SealedValues {
    static final int FORMAT = 2;

    /** By how much a value is longer than what it was made of. */
    static final int ADDED;

    private static final byte[] START = (FORMAT + "e").getBytes(US_ASCII);
    private static final int KEY_AT = START.length + ValueCipher.NONCE_BYTES;
    private static final int TEXT_AT = KEY_AT + KeyRing.ID_BYTES;
    private static final int LONGEST_FORMAT = 9;
    private static final byte[] FORMAT_1 = "{\"format\":1,".getBytes(US_ASCII);

    static {
        ADDED = TEXT_AT + ValueCipher.TAG_BYTES;
    }

    private final ValueCipher cipher;
    private final String prefix;

    SealedValues(ValueCipher cipher, String prefix) {
        this.cipher = cipher;
        this.prefix = prefix;
    }

    /** Returns what an encrypted value is bound to. */
    static byte[] about(String prefix, String fingerprint, String name, String writeId) {
        return Names.lengthPrefixed("entry", Integer.toString(FORMAT), prefix, fingerprint, name, writeId);
    }

    /** Returns whether values are written as they are. */
    boolean inClear() {
        return cipher.keyId() == null;
    }

    /** Encrypts {@code text} and binds it to {@code about}, which its reader must name too. */
    byte[] seal(byte[] about, byte[] text) {
        return seal(cipher.newNonce(), about, text);
    }

    /** Does the same with a nonce that nothing else is encrypted with. */
    byte[] seal(byte[] nonce, byte[] about, byte[] text) {
        byte[] keyId = HexFormat.of().parseHex(String.valueOf(cipher.keyId()));
        return Bytes.concat(beginning(nonce), Bytes.concat(keyId, cipher.seal(nonce, about, text)));
    }

    /** Returns what a value that is encrypted with that nonce begins with. */
    static byte[] beginning(byte[] nonce) {
        return Bytes.concat(START, nonce);
    }

    /**
     * Returns the text of a value that was read; in clear it is the value.
     *
     * @throws BadRowException if it was changed, or is bound to something else, or is not encrypted and should be
     * @throws DcrStoreException if it has another format, or is encrypted with a key that is not known here
     */
    byte[] open(byte[] about, byte[] value) throws BadRowException {
        checkFormat(value);
        String keyId = keyId(value);
        if (keyId == null) {
            if (inClear()) {
                return value;
            }
            throw new BadRowException("it is not encrypted");
        }
        if (!cipher.knows(keyId)) {
            throw failure("an entry that is encrypted with key " + keyId + ", which this replica does not have");
        }
        return cipher.open(
                keyId,
                Arrays.copyOfRange(value, START.length, KEY_AT),
                about,
                Arrays.copyOfRange(value, TEXT_AT, value.length));
    }

    private static @Nullable String keyId(byte[] value) {
        return value.length >= ADDED && Bytes.startsWith(value, START)
                ? HexFormat.of().formatHex(value, KEY_AT, TEXT_AT)
                : null;
    }

    /**
     * Encrypted values and states begin with their format; the library finds that of JSON by itself, except format 1.
     */
    private void checkFormat(byte[] value) {
        int digits = 0;
        while (digits < value.length && value[digits] >= '0' && value[digits] <= '9') {
            digits++;
        }
        boolean isFormat = digits > 0
                && digits <= LONGEST_FORMAT
                && digits < value.length
                && (value[digits] == ' ' || value[digits] == START[START.length - 1]);
        int format = isFormat ? Integer.parseInt(new String(value, 0, digits, US_ASCII)) : FORMAT;
        if (format > FORMAT) {
            throw failure("format " + format + ", and this version reads up to " + FORMAT + ": update this replica");
        }
        if (Bytes.startsWith(value, FORMAT_1)) {
            throw failure("format 1 of an earlier version: give this version another prefix than " + prefix);
        }
    }

    private static DcrStoreException failure(String what) {
        return new DcrStoreException(DcrException.at(Step.STORE_READ, "Redis holds for this key " + what));
    }
}
