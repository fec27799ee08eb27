package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrException;

/**
 * Ends an attempt that may not register now because of an earlier failure: it counts as no failure of its own, and its
 * callers get {@link #failure}.
 */
public final class RegistrationPaused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DcrException failure;

    RegistrationPaused(DcrException failure) {
        super(failure);
        this.failure = failure;
    }

    /** Returns for how long, and why. */
    public DcrException failure() {
        return failure;
    }
}
