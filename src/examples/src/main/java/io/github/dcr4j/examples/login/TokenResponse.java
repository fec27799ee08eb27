package io.github.dcr4j.examples.login;

import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ShownText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the token endpoint gave (RFC 6749, section 5.1). A program of yours would go on with the token here. Immutable;
 * prints no secret.
 *
 * @param accessToken the token
 * @param life how long it lasts; {@code null} where the server did not say
 * @param scope what it is good for; {@code null} for what was asked for
 * @param subject who logged in, as the ID token says; {@code null} where there is none
 */
public record TokenResponse(
        Secret accessToken,
        @Nullable Duration life,
        @Nullable String scope,
        @Nullable String subject) {
    /** Says what it is good for, and how long; cleaned. */
    public String granted() {
        return "scopes " + (scope == null ? "as asked for" : ShownText.cleaned(scope)) + ", "
                + (life == null ? "the server does not say for how long" : "for " + life.toSeconds() + " s");
    }
}
