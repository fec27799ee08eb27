package io.github.dcr4j.state.store;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.state.codec.EntryNames;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found wrong in a store. Holds no secret. Immutable and thread-safe.
 *
 * @param entry the name of the entry
 * @param text what is wrong with it and what became of it, for operators
 * @param lost the generation whose record is gone; {@code null} if something is there that was set aside
 */
public record Finding(String entry, String text, @Nullable String lost) {
    static Finding lost(String generation) {
        return new Finding(
                EntryNames.RECORD,
                "the record of generation " + ForeignText.of(generation)
                        + " is lost; a replica that remembers it puts it back",
                generation);
    }

    static Finding setAside(String entry, String text) {
        return new Finding(entry, text, null);
    }
}
