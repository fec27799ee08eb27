package io.github.dcr4j.examples.command;

/** A command did not do what it was asked for. The message is for the operator: cleaned, and without secrets. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FailedException(String message) {
        super(message);
    }
}
