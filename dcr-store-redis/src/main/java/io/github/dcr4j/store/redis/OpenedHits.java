package io.github.dcr4j.store.redis;

import io.github.dcr4j.store.Found;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What hits have opened before: as long as Redis answers with the very same bytes for a key, they are not decrypted
 * again. There are about a thousand places; keys that share one displace each other. Thread-safe.
 */
final class OpenedHits {
    private static final int PLACES = 1 << 10;

    private final AtomicReferenceArray<@Nullable Opened> places = new AtomicReferenceArray<>(PLACES);

    @SuppressWarnings("ArrayRecordComponent") // compared by hand, never handed out
    private record Opened(String place, byte[] write, byte[] entry, Found found) {}

    /** Returns what was found when the entry {@code place} and the write id beside it were these bytes. */
    @Nullable
    Found find(String place, byte[] write, byte[] entry) {
        Opened known = places.get(indexOf(place));
        return known != null
                        && known.place().equals(place)
                        && Arrays.equals(known.write(), write)
                        && Arrays.equals(known.entry(), entry)
                ? known.found()
                : null;
    }

    void add(String place, byte[] write, byte[] entry, Found found) {
        places.set(indexOf(place), new Opened(place, write, entry, found));
    }

    private static int indexOf(String place) {
        int hash = place.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
