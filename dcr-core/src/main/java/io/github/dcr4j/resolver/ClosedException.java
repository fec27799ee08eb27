package io.github.dcr4j.resolver;

/** The resolver was closed before the caller was served. */
final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClosedException() {
        super("the resolver is closed");
    }
}
