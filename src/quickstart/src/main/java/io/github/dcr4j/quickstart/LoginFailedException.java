package io.github.dcr4j.quickstart;

/** A login that cannot go on. The message is for the user: cleaned, and without secrets. */
class LoginFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    LoginFailedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the status of an HTTP answer that says so. */
    int status() {
        return status;
    }
}
