package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.attempt.ManagementToken;

/** What came of an attempt to give a client a new secret. */
public sealed interface Renewal {
    /**
     * The client goes on.
     *
     * @param credentials what it goes on with, not saved yet
     * @param management what manages it, saved if that was possible
     */
    record Renewed(DcrCredentials credentials, ManagementToken management) implements Renewal {}

    /** The lease was lost; the next holder begins by reading the client. */
    record LeaseLost() implements Renewal {}

    /**
     * The client cannot be renewed, and another one is to be registered.
     *
     * @param why fit for a message
     */
    record Impossible(String why) implements Renewal {}
}
