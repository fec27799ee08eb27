package io.github.dcr4j.register;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.http.EndpointUrl;

/**
 * What came of a registration that was sent, or could not be. Where the answer does not say whether the server's clock
 * or this machine's is wrong, and a secret expired on arrival by one of them, the clock is in doubt: other replicas may
 * see no failure.
 */
public sealed interface Registration {
    /** Returns whether the local clock alone may be to blame for a failure. */
    boolean clockInDoubt();

    /**
     * A client that can be used.
     *
     * @param credentials not saved yet
     */
    record Made(DcrCredentials credentials, boolean clockInDoubt) implements Registration {}

    /**
     * No client that can be used.
     *
     * @param endpoint where the last one was sent
     */
    record Failed(DcrException failure, EndpointUrl endpoint, boolean clockInDoubt) implements Registration {}
}
