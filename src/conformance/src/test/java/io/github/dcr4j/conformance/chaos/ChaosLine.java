package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import org.jspecify.annotations.Nullable;

/**
 * One line that a replica writes, before it acts upon what the line says: what is written outlives a kill.
 *
 * @param kind what it is about
 * @param answer what a caller got, or used; {@code null} where it is about no caller
 * @param event what was published to a listener, if that is what it is about
 * @param rejected the generation that the caller reported, if it did
 * @param beganMillis when the call began whose end it is, by the machine's clock
 * @param atMillis when it was written
 */
record ChaosLine(
        Kind kind,
        @Nullable ReplicaAnswer answer,
        @Nullable ReplicaEvent event,
        @Nullable String rejected,
        long beganMillis,
        long atMillis) {
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

    static ChaosLine of(Kind kind, ReplicaAnswer answer, long beganMillis) {
        return new ChaosLine(kind, answer, null, null, beganMillis, System.currentTimeMillis());
    }

    static ChaosLine of(ReplicaEvent event) {
        long now = System.currentTimeMillis();
        return new ChaosLine(Kind.EVENT, null, event, null, now, now);
    }

    static ChaosLine of(Kind kind) {
        long now = System.currentTimeMillis();
        return new ChaosLine(kind, null, null, null, now, now);
    }

    /** Returns the same, of a caller who had reported that generation. */
    ChaosLine reporting(@Nullable String generation) {
        return new ChaosLine(kind, answer, event, generation, beganMillis, atMillis);
    }

    /** Tells whether it is an event of that kind, about that key. */
    boolean tells(Class<? extends DcrEvent> kindOfEvent, String key) {
        return event != null && event.is(kindOfEvent, key);
    }

    /** Tells whether a caller was handed that client. */
    boolean handsOut(String clientId) {
        return handsOut() && answer != null && clientId.equals(answer.clientId());
    }

    /** Tells whether a caller was handed a client. */
    boolean handsOut() {
        return answer != null
                && answer.succeeded()
                && (kind == Kind.RESOLVED || kind == Kind.REPORTED || kind == Kind.FOUND);
    }
}
