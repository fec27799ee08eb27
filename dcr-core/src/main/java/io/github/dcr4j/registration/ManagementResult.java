package io.github.dcr4j.registration;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.http.ClockDifference;

/** What came of reading or updating a client (RFC 7592, sections 2.1 and 2.2). */
public sealed interface ManagementResult {
    /**
     * The server answered what it holds of the client now.
     *
     * @param response what it answered, completed by what was known before
     * @param management what manages the client from now on: a token that was replaced is worthless
     * @param clock how the server's clock differs from the local one
     */
    record Information(RegistrationResponse response, DcrManagement management, ClockDifference clock)
            implements ManagementResult {}

    /** There is no information, and {@link #failure} says why. */
    sealed interface Failed extends ManagementResult {
        /** Returns why. */
        DcrException failure();
    }

    /** The server said no: nothing has changed. */
    record Refused(DcrRefusedException failure) implements Failed {}

    /**
     * The server knows no such client, or does not accept the token (401, 410); or, when the client was read, it has
     * nothing at the client's address (404).
     */
    record UnknownClient(DcrException failure, int status) implements Failed {}

    /** The server does not do this (405, 501; 404 to an update); asking again does not help. */
    record NotOffered(DcrException failure) implements Failed {}

    /** Nothing left this machine: nothing has changed. */
    record NotSent(DcrException failure) implements Failed {}

    /** The request was begun, and what came of it is not known: token and secret may be others by now. */
    record Unknown(DcrException failure) implements Failed {}

    /**
     * The server said yes in a way that cannot be used.
     *
     * @param management what manages the client from now on, as far as that could be read
     */
    record Unusable(DcrException failure, DcrManagement management) implements Failed {}
}
