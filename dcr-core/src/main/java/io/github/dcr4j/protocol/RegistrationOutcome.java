package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one registration (RFC 7591, section 3.2). Immutable and thread-safe; prints no secret.
 *
 * @see DcrProtocol an example
 */
public sealed interface RegistrationOutcome {
    /**
     * Returns the client.
     *
     * @throws DcrException the {@link Failed#failure}, if there is none that can be used
     */
    ClientInformation client();

    /** A client was created. */
    record Registered(ClientInformation client) implements RegistrationOutcome {}

    /**
     * There is no client that can be used.
     *
     * @param effect what may exist at the server now
     * @param failure what was wrong; a {@link DcrRefusedException} if the server refused; its {@link DcrException#orphan}
     *     names a client that was created and cannot be used, if its id could be read
     * @param management what deletes the client that was created and cannot be used; {@code null} if none was, or that
     *     could not be read
     */
    record Failed(
            Effect effect, DcrException failure, @Nullable DcrManagement management) implements RegistrationOutcome {
        @Override
        public ClientInformation client() {
            throw failure;
        }
    }

    /** What a failed registration left at the server. */
    enum Effect {
        /** Nothing was sent: no client was created. */
        NOT_SENT,
        /** The server refused: no client was created. */
        REFUSED,
        /** The request was begun and not answered, or by a server's error: there may be a client that is not known. */
        UNKNOWN,
        /** The server said yes in a way that cannot be used: a client very likely exists. */
        UNUSABLE
    }
}
