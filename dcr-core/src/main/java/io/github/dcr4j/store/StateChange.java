package io.github.dcr4j.store;

import io.github.dcr4j.ForeignText;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What {@link StateStore#replace} writes, in one step. Immutable and thread-safe.
 *
 * @param writeId the id of this write, random, at most 64 printable ASCII characters; no two writes have the same. It
 *     holds a digest of the key's record: a backend that encrypts entries encrypts it, too
 * @param put entries that are written, whether or not the key had them; their ends of life replace earlier ones
 * @param dropped names of entries that the key has no more afterwards
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record StateChange(String writeId, List<StoredEntry> put, Set<String> dropped) {
    /** Copies the collections. */
    public StateChange {
        Objects.requireNonNull(writeId, "writeId");
        put = List.copyOf(put);
        dropped = Set.copyOf(dropped);
    }

    /** Prints names and write id cleaned, and no bytes. */
    @Override
    public String toString() {
        return "StateChange[writeId=" + ForeignText.printed(writeId) + ", put=" + put + ", dropped="
                + ForeignText.printed(String.join(" ", dropped)) + "]";
    }
}
