package io.github.dcr4j.auth;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import org.jspecify.annotations.Nullable;

/** Failures to authenticate a client: nothing was sent. */
final class AuthenticationFailure {
    private AuthenticationFailure() {}

    /** Returns one that stays until something is changed. */
    static DcrException lasting(String message) {
        return DcrException.at(Step.AUTHENTICATE, message).exception();
    }

    /** Returns one that passes if {@code cause} does. */
    static DcrException of(String message, DcrException cause) {
        return DcrException.at(Step.AUTHENTICATE, message)
                .retryable(cause.retryable())
                .cause(cause)
                .exception();
    }

    /** Returns one that may pass. */
    static DcrException passing(String message, @Nullable Throwable cause) {
        return DcrException.at(Step.AUTHENTICATE, message)
                .retryable(true)
                .cause(cause)
                .exception();
    }
}
