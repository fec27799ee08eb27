package io.github.dcr4j.quickstart;

/** The token endpoint does not know the client, or not its secret: {@code invalid_client} (RFC 6749, section 5.2). */
final class ClientRejectedException extends LoginFailedException {
    private static final long serialVersionUID = 1L;

    ClientRejectedException(String message) {
        super(502, message);
    }
}
