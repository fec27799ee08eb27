package io.github.dcr4j.spring.boot;

import io.github.dcr4j.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret comes from: exactly one of the three. Immutable; does not print it.
 *
 * @param value The secret itself.
 * @param file File that holds it; read each time it is needed.
 * @param environment Environment variable that holds it.
 */
record DcrSecretProperties(
        @Nullable Secret value,
        @Nullable String file,
        @Nullable String environment) {
    /** The short form; found by its name when the property is a text. */
    public static DcrSecretProperties of(String value) {
        return new DcrSecretProperties(Secret.of(value), null, null);
    }
}
