package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Registers clients (RFC 7591, section 3). Thread-safe. */
public final class RegistrationClient {
    public RegistrationClient(GuardedHttp http) {}

    public RegistrationClient(GuardedHttp http, DcrClock clock) {}

    public RegistrationResult register(
            EndpointUrl endpoint, RegistrationRequest request, @Nullable Secret initialAccessToken, Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
