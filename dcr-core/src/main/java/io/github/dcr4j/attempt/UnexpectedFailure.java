package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;

/** An attempt that ended in a way that was not foreseen. */
public final class UnexpectedFailure {
    private UnexpectedFailure() {}

    /**
     * Returns the failure of an attempt that {@code t} ended at {@code step}; only the type is named, the rest is the
     * cause.
     */
    public static DcrException at(Step step, Throwable t) {
        return DcrException.at(step, "the attempt died of " + t.getClass().getName())
                .retryable(true)
                .cause(t)
                .exception();
    }
}
