package io.github.dcr4j.flight;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A piece of work that needs a place; run until it has ended, or given the reason why it never will be. */
interface Work {
    /**
     * Goes on with it at {@code place}, and returns after what time to go on again; {@code null} at the end. Throws
     * nothing.
     */
    @Nullable
    Duration run(Place place);

    /** Takes notice that it cannot be done, or not to its end. */
    void notStarted(Throwable why);
}
