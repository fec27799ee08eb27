package io.github.dcr4j.spring.security;

import java.io.Serial;

/** Goes through Spring's filters to {@link LoginFilter}, which lets the login begin anew. */
final class LoginLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    LoginLostException(String message) {
        super(message);
    }
}
