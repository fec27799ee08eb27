package io.github.dcr4j.examples.login;

/** A login that cannot go on. The message is for the user: cleaned, and without secrets. */
public class LoginFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public LoginFailedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the status of an HTTP answer that says so. */
    public int status() {
        return status;
    }
}
