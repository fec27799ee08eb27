package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;

/** What came of deleting a client at the server (RFC 7592, section 2.3). */
public sealed interface DeleteResult {
    /** The client does not exist there any more: it was deleted now (204, 200) or before (404, 410). */
    record Gone(int status) implements DeleteResult {}

    /**
     * The server knows no such client or does not accept the token (401); RFC 7592, section 2.3, makes no difference.
     */
    record UnknownClient(DcrException failure) implements DeleteResult {}

    /** The server does not delete clients (405, 501); asking again does not help. */
    record Unsupported(DcrException failure) implements DeleteResult {}

    /** Something else went wrong; the client very likely still exists. */
    record Failed(DcrException failure) implements DeleteResult {}
}
