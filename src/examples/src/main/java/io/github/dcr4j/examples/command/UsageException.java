package io.github.dcr4j.examples.command;

/** A command line that cannot be used. The message holds no value: a user may have put a secret there. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** Creates one for options that the library does not take. */
    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
