package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;

/**
 * What became of deleting a client (RFC 7592, section 2.3). Immutable and thread-safe; prints no secret.
 *
 * @see DcrProtocol an example
 */
public sealed interface DeletionOutcome {
    /**
     * Returns if the client is gone.
     *
     * @throws DcrException the {@link Failed#failure}, if it may still exist
     */
    void ensureGone();

    /** The client does not exist any more: it was deleted now (204), or before (410). */
    record Gone(int status) implements DeletionOutcome {
        @Override
        public void ensureGone() {}
    }

    /**
     * The client may still exist.
     *
     * @param reason why, for a program
     * @param failure why, for people
     */
    record Failed(Reason reason, DcrException failure) implements DeletionOutcome {
        @Override
        public void ensureGone() {
            throw failure;
        }
    }

    /** Why a client could not be deleted. */
    enum Reason {
        /** The server knows no such client, or does not take the token (401): RFC 7592 makes no difference. */
        UNKNOWN_CLIENT,
        /** The client has no management data, or the server does not delete (404, 405, 501); it proves nothing. */
        NOT_OFFERED,
        /** The server does not delete, and said that the client exists when it was read after that. */
        STILL_THERE,
        /** Something else went wrong; the client very likely exists. */
        FAILED
    }
}
