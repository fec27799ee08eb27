package io.github.dcr4j.json;

import io.github.dcr4j.ForeignText;
import java.util.Objects;

/**
 * Something a server did that the standards do not allow, or that was not expected, and that could be read safely.
 * Immutable and thread-safe.
 *
 * @param code what it did
 * @param field the member or header concerned, or the path of a well-known address
 * @param shape what kind of value it had, never the value
 */
public record Deviation(DeviationCode code, String field, String shape) {
    public Deviation {
        Objects.requireNonNull(code, "code");
        field = ForeignText.of(field).toString();
        shape = ForeignText.of(shape).toString();
    }

    /** Prints what was done, where, and to what kind of value. */
    @Override
    public String toString() {
        return code.sentence() + ": " + field + " (" + shape + ")";
    }
}
