package io.github.dcr4j.examples.pages;

/** The user has to begin anew. */
final class LoginAgainException extends Exception {
    private static final long serialVersionUID = 1L;

    LoginAgainException() {
        super("The login has to begin anew.");
    }
}
