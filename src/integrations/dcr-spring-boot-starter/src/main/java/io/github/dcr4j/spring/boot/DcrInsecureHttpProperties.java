package io.github.dcr4j.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * Where {@code http} is open, for development. Immutable.
 *
 * @param to Host and port, such as keycloak:8080
 * @param withInitialAccessToken Whether what authorizes the registration is sent there, too.
 */
record DcrInsecureHttpProperties(
        @Nullable String to, @Nullable Boolean withInitialAccessToken) {
    /** The short form; found by its name when the property is a text. */
    public static DcrInsecureHttpProperties of(String to) {
        return new DcrInsecureHttpProperties(to, null);
    }
}
