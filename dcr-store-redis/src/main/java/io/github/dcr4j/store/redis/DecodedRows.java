package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What rows say that have been decrypted and checked before: as long as Redis answers with the very same bytes for the very
 * same key, that need not be done again. There are about a thousand places; keys that share one displace each other.
 * Thread-safe.
 */
final class DecodedRows {
    private static final int PLACES = 1 << 10;

    private final AtomicReferenceArray<@Nullable Decoded> places = new AtomicReferenceArray<>(PLACES);

    @SuppressWarnings("ArrayRecordComponent") // compared by hand, never handed out
    private record Decoded(byte[] row, DcrCredentials credentials) {}

    /** Returns what {@code row} says under {@code key}, if that is known. */
    @Nullable
    DcrCredentials find(DcrKey key, byte[] row) {
        Decoded known = places.get(placeOf(key));
        return known != null && known.credentials().key().equals(key) && Arrays.equals(known.row(), row)
                ? known.credentials()
                : null;
    }

    /** Remembers what {@code row}, which nobody changes any more, says under the credentials' own key. */
    void add(byte[] row, DcrCredentials credentials) {
        places.set(placeOf(credentials.key()), new Decoded(row, credentials));
    }

    private static int placeOf(DcrKey key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
