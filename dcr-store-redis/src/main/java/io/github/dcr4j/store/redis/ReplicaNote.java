package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a replica notes under a prefix when it is opened: the format that it writes, a colon, and the id of its
 * encryption key, or nothing in clear. (Format 1 noted the id alone.) Immutable and thread-safe.
 *
 * @see RedisDcrCredentialStore an example
 */
public final class ReplicaNote {
    private static final String START = SealedValues.FORMAT + ":";

    private final ValueCipher cipher;
    private final String prefix;

    ReplicaNote(ValueCipher cipher, String prefix) {
        this.cipher = cipher;
        this.prefix = prefix;
    }

    /** Returns the note of this replica. */
    String own() {
        return START + (cipher.keyId() == null ? "" : cipher.keyId());
    }

    /** Returns the notes of replicas beside which this one may run, comma-separated. */
    String readable() {
        Stream<String> ids =
                cipher.keyId() == null ? Stream.of() : Stream.of(cipher.keyIds().split(","));
        return Stream.concat(Stream.of(START), ids.map(START::concat)).collect(Collectors.joining(","));
    }

    /** Returns why a store is not opened where {@code note} stands, in which only hex digits and colons are left. */
    DcrStoreException refusal(String note) {
        if (note.startsWith(START)) {
            return failure("the other replicas encrypt with key " + note.substring(START.length())
                    + ", which this replica does not have; give it that key for reading");
        }
        boolean newer = note.matches("[0-9]{1,9}:.*");
        return failure(
                newer
                        ? "a newer version has written format " + note.substring(0, note.indexOf(':'))
                                + ", and this one writes format " + SealedValues.FORMAT
                                + ": update this replica, or give it another prefix"
                        : "an earlier version has written format 1, and this one writes format " + SealedValues.FORMAT
                                + ": give this version another prefix");
    }

    private DcrStoreException failure(String what) {
        return new DcrStoreException(
                DcrException.at(Step.STORE_READ, "in Redis, under the prefix " + prefix + ", " + what));
    }
}
