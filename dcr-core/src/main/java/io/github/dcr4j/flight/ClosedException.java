package io.github.dcr4j.flight;

/** The resolver was closed before the caller was served. */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public ClosedException() {
        super("the resolver is closed");
    }
}
