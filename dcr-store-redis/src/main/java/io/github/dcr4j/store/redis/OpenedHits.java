package io.github.dcr4j.store.redis;

import io.github.dcr4j.store.Found;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What hits have opened before: as long as Redis answers with the very same bytes for a key, they are not decrypted
 * again. Bounded and thread-safe; a look-up takes no lock.
 */
final class OpenedHits {
    /** As many as are kept decoded: an encrypted entry more for each of them. */
    static final int MOST = 10_000;

    private final ConcurrentHashMap<String, Opened> places = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // compared by hand, never handed out
    private record Opened(byte[] write, byte[] entry, Found found) {}

    /** Returns what was found when the entry {@code place} and the write id beside it were these bytes. */
    @Nullable
    Found find(String place, byte[] write, byte[] entry) {
        Opened known = places.get(place);
        return known != null && Arrays.equals(known.write(), write) && Arrays.equals(known.entry(), entry)
                ? known.found()
                : null;
    }

    void add(String place, byte[] write, byte[] entry, Found found) {
        if (places.size() >= MOST && !places.containsKey(place)) {
            places.clear();
        }
        places.put(place, new Opened(write, entry, found));
    }
}
