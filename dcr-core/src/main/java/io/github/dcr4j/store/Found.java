package io.github.dcr4j.store;

import io.github.dcr4j.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StateStore} found of a key. Immutable and thread-safe.
 *
 * @param writeId the id of the last write, {@code null} if the backend has none for the key
 * @param entries those of the named entries that the key has, in any order
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record Found(@Nullable String writeId, List<StoredEntry> entries) {
    /** Copies the list. */
    public Found {
        entries = List.copyOf(entries);
    }

    /** Returns the entry of that name, or {@code null} if it was absent. */
    public @Nullable StoredEntry entry(String name) {
        return StoredEntry.named(name, entries);
    }

    /** Prints what a backend returned cleaned, and no bytes. */
    @Override
    public String toString() {
        return "Found[writeId=" + (writeId == null ? "none" : ForeignText.printed(writeId)) + ", entries=" + entries
                + "]";
    }
}
