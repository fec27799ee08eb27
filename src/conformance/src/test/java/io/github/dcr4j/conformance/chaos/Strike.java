package io.github.dcr4j.conformance.chaos;

/**
 * The beginning of a fault, or its end.
 *
 * @param fault the fault
 * @param begins whether it began
 * @param key the only key that it struck; empty for all
 * @param replica the name of the replica that it struck, if it struck one
 * @param atMillis when, by the machine's clock
 * @param losesState whether Redis may have lost what it had acknowledged
 */
record Strike(Fault fault, boolean begins, String key, String replica, long atMillis, boolean losesState) {
    boolean strikes(String otherKey) {
        return key.isEmpty() || key.equals(otherKey);
    }
}
