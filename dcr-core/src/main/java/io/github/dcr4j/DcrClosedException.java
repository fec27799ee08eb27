package io.github.dcr4j;

/**
 * The resolver was closed: before the call, or while the caller waited. Calling it again does not help; another
 * resolver does, if the program is not ending.
 *
 * @see DcrException an example
 */
public final class DcrClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates one that says so. */
    public DcrClosedException() {
        super("the resolver is closed");
    }
}
