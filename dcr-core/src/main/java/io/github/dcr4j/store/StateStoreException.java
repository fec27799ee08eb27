package io.github.dcr4j.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a {@link StateStore} that ends the call: <b>nothing was written</b>, and trying again at once would fail
 * too, because a disk is full, a right is missing, or a lock was waited for long enough. The library makes a {@link
 * io.github.dcr4j.DcrStoreException} of it, with this message and cause, at the step that failed. A backend that does
 * not know whether its {@code replace} was applied throws anything else, and the library finds out.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public final class StateStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * Creates the failure.
     *
     * @param message what is wrong, where, and what an operator can do; holds no secret
     * @param retryable whether the same call can succeed later without a change by an operator
     * @param cause what it was found by
     */
    public StateStoreException(String message, boolean retryable, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.retryable = retryable;
    }

    /** Returns whether the same call can succeed later without a change by an operator. */
    public boolean retryable() {
        return retryable;
    }
}
