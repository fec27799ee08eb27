package io.github.dcr4j.registration;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.ClockDifference;
import org.jspecify.annotations.Nullable;

/** What came of sending one registration. Its kinds differ in what may exist at the server now. */
public sealed interface RegistrationResult {
    /**
     * A client exists, and the answer about it could be read.
     *
     * @param clock how the server's clock differs from the local one
     */
    record Registered(RegistrationResponse response, ClockDifference clock) implements RegistrationResult {}

    /**
     * The server said no: no client was created.
     *
     * @param complete whether all of a 4xx answer has arrived, so that something else may be sent
     * @param aboutScopes whether code or description say that the scopes were refused
     * @param aboutRedirects whether they say that a redirect URI was refused, or do not say what was
     */
    record Refused(DcrRefusedException failure, boolean complete, boolean aboutScopes, boolean aboutRedirects)
            implements RegistrationResult {}

    /** Nothing left this machine: no client was created. */
    record NotSent(DcrException failure) implements RegistrationResult {}

    /** The request was begun, and what came of it is not known: a client may exist. */
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
