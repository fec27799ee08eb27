package io.github.dcr4j.state;

import java.time.Duration;

/**
 * What a command makes of a state.
 *
 * @param state the next state
 * @param answer the answer, valid once the state is written
 * @param proven whether it is written even if it equals the one before: the answer promises that the store takes writes
 * @param notAfter when it is too late to write it, in milliseconds of the backend's clock
 */
public record Step<A>(KeyState state, A answer, boolean proven, long notAfter) {
    private static final long WRITTEN_WITHIN = Duration.ofSeconds(10).toMillis();

    public static <A> Step<A> of(KeyState state, A answer, ClockReading at) {
        return new Step<>(state, answer, false, at.now() + WRITTEN_WITHIN);
    }

    Step<A> notAfter(long time) {
        return new Step<>(state, answer, proven, Math.min(notAfter, time));
    }

    Step<A> provingTheStore() {
        return new Step<>(state, answer, true, notAfter);
    }
}
