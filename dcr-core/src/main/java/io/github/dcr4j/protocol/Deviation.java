package io.github.dcr4j.protocol;

import java.util.Objects;

/**
 * Something a server did that the standards do not allow and that could be read safely. Immutable and thread-safe.
 *
 * @param code what it did, in kebab case
 * @param field the member or header concerned
 * @param shape what kind of value it had, never the value
 */
public record Deviation(String code, String field, String shape) {
    public Deviation {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(shape, "shape");
    }
}
