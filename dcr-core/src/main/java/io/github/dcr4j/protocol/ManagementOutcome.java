package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;

/**
 * What became of reading or updating a client (RFC 7592, sections 2.1 and 2.2). Immutable and thread-safe; prints no
 * secret.
 *
 * @see DcrProtocol an example
 */
public sealed interface ManagementOutcome {
    /**
     * Returns the client as the server has it.
     *
     * @throws DcrException the {@link Failed#failure}, if the server did not say so
     */
    ClientInformation client();

    /**
     * The server answered what it holds of the client now.
     *
     * @param client that, with the newest token and secret; what the answer left out is as it was
     */
    record Answered(ClientInformation client) implements ManagementOutcome {}

    /**
     * The server did not say what it holds.
     *
     * @param reason why, for a program
     * @param failure why, for people; a {@link DcrRefusedException} if the server refused
     * @param known the client as far as it is known now: with the new token, if the answer had one
     */
    record Failed(Reason reason, DcrException failure, ClientInformation known) implements ManagementOutcome {
        @Override
        public ClientInformation client() {
            throw failure;
        }
    }

    /** Why a client could not be read or updated. */
    enum Reason {
        /** Nothing was sent: nothing has changed. */
        NOT_SENT,
        /** The server said no: nothing has changed. */
        REFUSED,
        /** The server knows no such client, or does not take the token (401, 410; 404 to a read). */
        UNKNOWN_CLIENT,
        /** The client has no management data, or the server does not do this (405, 501; 404 to an update). */
        NOT_OFFERED,
        /** The request was begun, and what came of it is not known: token and secret may be others by now. */
        UNKNOWN,
        /** The server said yes in a way that cannot be used. */
        UNUSABLE
    }
}
