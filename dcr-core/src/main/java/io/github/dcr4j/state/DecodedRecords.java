package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.StoredEntry;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records as they were decoded last, so that bytes that a store returns again are not decoded again. Bounded and
 * thread-safe; a look-up takes no lock and allocates nothing.
 */
final class DecodedRecords {
    private static final int MOST = 10_000;

    private final ConcurrentHashMap<DcrKey, Decoded> records = new ConcurrentHashMap<>();

    private record Decoded(StoredEntry state, StoredEntry record, DcrCredentials credentials) {}

    @Nullable
    DcrCredentials find(DcrKey key, StoredEntry state, StoredEntry record) {
        Decoded decoded = records.get(key);
        return decoded != null && same(decoded.state(), state) && same(decoded.record(), record)
                ? decoded.credentials()
                : null;
    }

    private static boolean same(StoredEntry known, StoredEntry found) {
        return known == found || Arrays.equals(known.bytes(), found.bytes());
    }

    void keep(StoredEntry state, StoredEntry record, DcrCredentials credentials) {
        if (records.size() >= MOST) {
            records.clear();
        }
        records.put(credentials.key(), new Decoded(state, record, credentials));
    }

    void drop(DcrKey key) {
        records.remove(key);
    }
}
