package io.github.dcr4j.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * What authorizes a registration where that is no initial access token. Immutable.
 *
 * @param scheme Scheme of HTTP authentication: Bearer, Basic, SSWS or another.
 * @param user With Basic, the user whose password the credentials are.
 * @param credentials What is sent.
 */
record DcrAuthorizationProperties(
        @Nullable String scheme,
        @Nullable String user,
        @Nullable DcrSecretProperties credentials) {}
