package io.github.dcr4j.token;

import java.util.Objects;

/**
 * What a token endpoint answered. Immutable and thread-safe; it prints the status only, because the body may hold
 * tokens.
 *
 * @param status the HTTP status
 * @param body the body as text; empty if there is none
 * @see TokenCalls an example
 */
public record TokenResponse(int status, String body) {
    /** Checks that there is a body. */
    public TokenResponse {
        Objects.requireNonNull(body, "body");
    }

    @Override
    public String toString() {
        return "TokenResponse[status=" + status + "]";
    }
}
