package io.github.dcr4j.model;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first promise that was broken, on whichever thread and whoever catches what is thrown there. Thread-safe;
 * cheaper than an assertion library, between whose steps the checker would switch, too.
 */
public final class Promises {
    private final AtomicReference<@Nullable AssertionError> first = new AtomicReference<>();

    /** Throws what was broken first, here and at {@link #kept}, unless {@code promise} holds. */
    public void require(boolean promise, String broken) {
        if (!promise) {
            first.compareAndSet(null, new AssertionError(broken));
            kept();
        }
    }

    /** Throws what was broken first. */
    public void kept() {
        AssertionError error = first.get();
        if (error != null) {
            throw error;
        }
    }
}
