package io.github.dcr4j;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached, or holds something that must not be used. Never thrown for an entry that is absent.
 *
 * @see DcrException an example
 */
public final class DcrStoreException extends DcrException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception that {@code details} describe. */
    public DcrStoreException(Details details) {
        super(details);
    }

    /** Returns a failure to read, worth retrying. */
    public static DcrStoreException reading(String message, @Nullable Throwable cause) {
        return new DcrStoreException(
                at(Step.STORE_READ, message).retryable(true).cause(cause));
    }

    /** Returns a failure to claim the right to register, worth retrying. */
    public static DcrStoreException claiming(String message, @Nullable Throwable cause) {
        return new DcrStoreException(at(Step.CLAIM, message).retryable(true).cause(cause));
    }

    /** Returns a failure to write, worth retrying; whether the write was applied may be unknown. */
    public static DcrStoreException writing(String message, @Nullable Throwable cause) {
        return new DcrStoreException(
                at(Step.STORE_WRITE, message).retryable(true).cause(cause));
    }

    @Override
    public DcrStoreException forAnotherCaller() {
        return new DcrStoreException(details().cause(this));
    }
}
