package io.github.dcr4j.resolver;

import io.github.dcr4j.http.Silence;

/**
 * Recognizes failures of a server that did not answer in time. Stateless and thread-safe.
 *
 * @see DcrResolver an example
 */
public final class ServerSilence {
    private ServerSilence() {}

    /** Returns whether {@code failure} came of a call to a server that was not answered in time. */
    public static boolean caused(Throwable failure) {
        return Silence.caused(failure);
    }
}
