package io.github.dcr4j.registration;

import io.github.dcr4j.DcrException;

/** What came of deleting a client at the server (RFC 7592, section 2.3). */
public sealed interface DeleteResult {
    /** The client does not exist there any more: it was deleted now (204, 200), or was before (410). */
    record Gone(int status) implements DeleteResult {}

    /**
     * The server knows no such client or does not accept the token (401); RFC 7592, section 2.3, makes no difference.
     */
    record UnknownClient(DcrException failure) implements DeleteResult {}

    /**
     * The server did not delete the client, and asking again does not help. 404, 405 and 501 prove nothing about the
     * client: where no deletion is offered they are what the address answers.
     *
     * @param exists whether the server said, when the client was read after that, that it exists
     */
    record Unsupported(DcrException failure, boolean exists) implements DeleteResult {}

    /** Something else went wrong; the client very likely still exists. */
    record Failed(DcrException failure) implements DeleteResult {}
}
