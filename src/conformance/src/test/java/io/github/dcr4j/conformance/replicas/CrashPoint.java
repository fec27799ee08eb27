package io.github.dcr4j.conformance.replicas;

/** Where a {@link ReplicaJvm} can be told to halt or to stall. In the order in which they are met. */
public enum CrashPoint {
    /** Nothing was asked of the store but what is current. */
    BEFORE_CLAIM,
    /** The lease is held. */
    AFTER_CLAIM,
    /** The intent to register is noted. */
    AFTER_MARK,
    /** The connection stands, and no byte of the registration has left. */
    BEFORE_POST,
    /** All of the registration has left, and nothing of its answer was read. */
    AFTER_POST,
    /** The answer was read and found usable, and is about to be saved. */
    BEFORE_SAVE,
    /** The store has saved, and nobody was told. */
    AFTER_SAVE,
    /** The outcome is about to be recorded: after a save, or after a failure. */
    BEFORE_RELEASE,
    /** The outcome is recorded, and nobody was told. */
    AFTER_RELEASE,
    /** The listener was told of the new client, and no caller was given it. */
    BEFORE_RETURN,
    /** The resolver closes, and what it held because it could not be saved is about to be saved. */
    CLOSING,
    /** The server has replaced a client's token, and what replaces it is about to be saved. */
    BEFORE_AMEND,
    /** The token that the server gave is saved, and nothing else was done. */
    AFTER_AMEND,
    /** All of an update has left, and nothing of its answer was read. */
    AFTER_PUT,
    /** The store has no generation of the key any more, and its clients are at the server still. */
    AFTER_REMOVE,
    /** A client that lost against another, or was removed, is about to be deleted at the server. */
    BEFORE_DELETE,
    /** All of a deletion has left, and nothing of its answer was read. */
    AFTER_DELETE,
    /** A generation that the store lost is about to be put back. */
    BEFORE_HEAL,
    /** A generation that the store lost was put back. */
    AFTER_HEAL;

    /** The exit status of a JVM that halted at a point; no other end has it. */
    public static final int EXIT_STATUS = 99;
}
