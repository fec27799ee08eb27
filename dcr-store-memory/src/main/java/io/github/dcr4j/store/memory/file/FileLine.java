package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that the file says of one key: the last line with its name. Immutable.
 *
 * @param key its fingerprint
 * @param entries by their names, also those that have ended; empty if the key is gone
 * @param length the bytes that the line takes, with its end
 */
record FileLine(String key, String writeId, Map<String, Kept> entries, int length) {
    /**
     * An entry.
     *
     * @param json whether its bytes stand in the file as JSON, and not in base64
     */
    record Kept(StoredEntry entry, boolean json) {
        boolean hasEnded(Instant now) {
            return entry.hasEnded(now);
        }
    }

    /** Returns the entries that have not ended by {@code now}. */
    Map<String, Kept> lasting(Instant now) {
        Map<String, Kept> lasting = new LinkedHashMap<>(entries);
        lasting.values().removeIf(kept -> kept.hasEnded(now));
        return lasting;
    }

    boolean isGone() {
        return entries.isEmpty();
    }

    /** Returns when the first of its entries ends, {@link Instant#MAX} if none does. */
    Instant firstEnd() {
        Instant first = Instant.MAX;
        for (Kept kept : entries.values()) {
            Instant end = kept.entry().end();
            first = end != null && end.isBefore(first) ? end : first;
        }
        return first;
    }

    /** Returns whether {@code change} takes an entry away, which should not stay in the file. */
    boolean loses(StateChange change) {
        return change.dropped().stream().anyMatch(entries::containsKey);
    }
}
