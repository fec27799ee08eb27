package io.github.dcr4j.conformance.chaos;

/**
 * One line that a replica reads.
 *
 * @param verb what to do
 * @param key the name of the key it is about; empty where it is about none
 * @param generation the generation to look for; empty where there is none
 * @param millis how far ahead the clock is set
 */
record ChaosCommand(Verb verb, String key, String generation, long millis) {
    enum Verb {
        /** Sets the clock. */
        SET_CLOCK,
        /** Looks for a generation by its name. */
        FIND,
        /** Ends all callers. */
        STOP,
        /** Closes resolver and store. */
        CLOSE
    }
}
