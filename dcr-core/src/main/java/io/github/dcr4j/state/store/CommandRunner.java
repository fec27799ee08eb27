package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.Command;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Applies commands to the state of keys, each in one step. Implementations are thread-safe. */
interface CommandRunner {
    /** Makes the exception for a step out of a message and a cause. */
    interface Failure extends BiFunction<String, @Nullable Throwable, DcrStoreException> {}

    /**
     * Applies {@code command} and returns its answer.
     *
     * @param clock the caller's
     * @param failure makes what is thrown if the state cannot be read or written
     */
    <A> A run(DcrKey key, Command<A> command, DcrClock clock, Failure failure);
}
