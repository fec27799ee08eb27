package io.github.dcr4j.resolver;

import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.flight.Waiters;
import java.time.Duration;
import java.util.function.Supplier;

/** Where an operator's work is done, and who waits for it. */
record OperatorThreads(BackgroundWork background, Waiters waiters, Duration maxWait, Runnable ensureOpen) {
    <T> T await(Supplier<T> work) {
        ensureOpen.run();
        return waiters.await(background.call(work), maxWait);
    }
}
