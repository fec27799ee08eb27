package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrException;
import java.io.Serial;
import java.util.Objects;
import org.springframework.security.oauth2.client.ClientAuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * An upstream has no client that can be used now: its server is away or slow, refuses to register one, or registration
 * is paused. The message names the upstream. The error code is {@code temporarily_unavailable} if trying again later may
 * help, and {@code server_error} otherwise; {@link #failure()} says when.
 *
 * @see DcrSecurityConfiguration an example
 */
public final class UpstreamUnavailableException extends ClientAuthorizationException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param upstream the upstream's name, which is the registration id
     * @param failure why there is no client
     */
    public UpstreamUnavailableException(String upstream, DcrException failure) {
        this(upstream, failure, "upstream '" + upstream + "' has no client that can be used: " + failure.getMessage());
    }

    private UpstreamUnavailableException(String upstream, DcrException failure, String message) {
        super(
                new OAuth2Error(
                        failure.retryable() ? OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE : OAuth2ErrorCodes.SERVER_ERROR,
                        message,
                        null),
                upstream,
                message,
                failure);
    }

    /** Returns why there is no client, and when to try again. */
    public DcrException failure() {
        return (DcrException) Objects.requireNonNull(getCause());
    }
}
