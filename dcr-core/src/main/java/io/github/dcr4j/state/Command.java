package io.github.dcr4j.state;

/**
 * Something that is done to a key: a pure function of its state and the time. It may be applied several times, until a
 * store takes what came of it; then, applied to a state in which it was applied before, it returns the first answer, or
 * what has become of it since.
 *
 * @param <A> what it is answered
 */
public interface Command<A> {
    /**
     * Returns the next state and the answer.
     *
     * @param state without anything that has passed
     */
    Step<A> apply(KeyState state, ClockReading at);
}
