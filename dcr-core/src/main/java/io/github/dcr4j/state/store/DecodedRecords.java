package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.codec.WriteId;
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

    private record Decoded(String digest, StoredEntry record, DcrCredentials credentials) {}

    /** Returns what was kept, if {@code writeId} still names its record. */
    @Nullable
    DcrCredentials find(DcrKey key, @Nullable String writeId, StoredEntry record) {
        Decoded decoded = records.get(key);
        return decoded != null && WriteId.names(writeId, decoded.digest()) && same(decoded.record(), record)
                ? decoded.credentials()
                : null;
    }

    private static boolean same(StoredEntry known, StoredEntry found) {
        return known == found || Arrays.equals(known.bytes(), found.bytes());
    }

    void keep(String digest, StoredEntry record, DcrCredentials credentials) {
        if (records.size() >= MOST && !records.containsKey(credentials.key())) {
            records.clear();
        }
        records.put(credentials.key(), new Decoded(digest, record, credentials));
    }

    void drop(DcrKey key) {
        records.remove(key);
    }
}
