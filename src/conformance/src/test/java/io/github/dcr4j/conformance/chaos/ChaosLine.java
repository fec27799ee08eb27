package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import org.jspecify.annotations.Nullable;

/**
 * One line that a replica writes, before it acts upon what the line says: what is written outlives a kill.
 *
 * @param kind what it is about
 * @param answer what a caller got, or used; {@code null} where it is about no caller
 * @param event what was published to a listener, if that is what it is about
 */
record ChaosLine(
        Kind kind, @Nullable ReplicaAnswer answer, @Nullable ReplicaEvent event) {
    enum Kind {
        /** A caller resolved a key, or failed to. */
        RESOLVED,
        /** The token endpoint took the client. */
        USED,
        /** The token endpoint knows no such client: it is reported next. */
        REJECTED,
        /** A caller reported a rejection, and got this instead, or a failure. */
        REPORTED,
        /** A generation was looked for by its name; without credentials if there is none. */
        FOUND,
        /** An event was published to a listener. */
        EVENT,
        /** The replica has no caller any more. */
        STOPPED,
        /** The resolver is closed, and the store. */
        CLOSED
    }

    static ChaosLine of(Kind kind, ReplicaAnswer answer) {
        return new ChaosLine(kind, answer, null);
    }

    static ChaosLine of(ReplicaEvent event) {
        return new ChaosLine(Kind.EVENT, null, event);
    }

    static ChaosLine of(Kind kind) {
        return new ChaosLine(kind, null, null);
    }

    /** Tells whether a caller was handed a client. */
    boolean handsOut() {
        return answer != null
                && answer.succeeded()
                && (kind == Kind.RESOLVED || kind == Kind.REPORTED || kind == Kind.FOUND);
    }
}
