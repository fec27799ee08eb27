package io.github.dcr4j.state.codec;

/** The bytes of an entry are not what this library writes. The message says what is wrong, and quotes nothing of it. */
public final class UnreadableEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableEntryException(String message) {
        super(message, null, false, false);
    }
}
