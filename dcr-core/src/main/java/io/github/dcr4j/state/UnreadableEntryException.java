package io.github.dcr4j.state;

/** The bytes of an entry are not what this library writes. The message says what is wrong, and quotes nothing of it. */
final class UnreadableEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEntryException(String message) {
        super(message, null, false, false);
    }
}
