package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of sending one registration. Its kinds differ in what may exist at the server now. */
public sealed interface RegistrationResult {
    /**
     * A client exists, and the answer about it could be read.
     *
     * @param clockAhead how far the server's clock is ahead of ours, as it says; negative if it is behind, zero if it does not
     *     say
     */
    record Registered(RegistrationResponse response, Duration clockAhead) implements RegistrationResult {}

    /** The server said no: no client was created. */
    record Refused(DcrRefusedException failure) implements RegistrationResult {}

    /** Nothing left this machine: no client was created. */
    record NotSent(DcrException failure) implements RegistrationResult {}

    /** The request was begun and nobody knows what came of it: a client may exist. */
    record Unknown(DcrException failure) implements RegistrationResult {}

    /**
     * The server said yes in a way that cannot be used: a client exists, or very likely does.
     *
     * @param clientId its id, as far as that could be read
     * @param clientSecret its secret, as far as that could be read
     * @param management what it takes to give it back, as far as that could be read
     */
    record Unusable(
            DcrException failure,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable DcrManagement management)
            implements RegistrationResult {}
}
