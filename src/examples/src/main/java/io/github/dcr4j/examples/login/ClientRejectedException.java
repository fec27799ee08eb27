package io.github.dcr4j.examples.login;

import io.github.dcr4j.rejection.ClientRejection;

/**
 * The token endpoint does not accept the client any more: {@code invalid_client} (RFC 6749, section 5.2), or what
 * servers say instead.
 */
public final class ClientRejectedException extends LoginFailedException {
    private static final long serialVersionUID = 1L;

    private final transient ClientRejection why;

    ClientRejectedException(ClientRejection why) {
        super(502, "The token endpoint does not accept the client.");
        this.why = why;
    }

    /** Returns what to report. */
    public ClientRejection why() {
        return why;
    }
}
