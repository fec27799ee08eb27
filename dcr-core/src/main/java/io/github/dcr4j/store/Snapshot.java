package io.github.dcr4j.store;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StateStore} held of a key at one instant. Immutable and thread-safe.
 *
 * @param key the key that was read
 * @param names the entries that were asked for; one that is not in {@code entries} was absent
 * @param entries those that were there
 * @param writeId the id of the last write, {@code null} if the backend has none for the key; a backend may return a
 *     text in place of {@code null} that no write has, and by which {@link StateStore#replace} recognises what was read
 * @param now the backend's time at that instant
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record Snapshot(
        DcrKey key,
        List<String> names,
        List<StoredEntry> entries,
        @Nullable String writeId,
        Instant now) {
    /** Copies the lists. */
    public Snapshot {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(now, "now");
        names = List.copyOf(names);
        entries = List.copyOf(entries);
    }

    /** Returns the entry of that name, or {@code null} if it was absent. */
    public @Nullable StoredEntry entry(String name) {
        return StoredEntry.named(name, entries);
    }

    /** Prints what a backend returned cleaned, and no bytes. */
    @Override
    public String toString() {
        return "Snapshot[" + key + ", names=" + ForeignText.printed(String.join(" ", names)) + ", entries=" + entries
                + ", writeId=" + (writeId == null ? "none" : ForeignText.printed(writeId)) + ", now=" + now + "]";
    }
}
