package io.github.dcr4j.conformance.chaos;

/**
 * The beginning of a fault, or its end: something that happened at some time between two.
 *
 * @param fault the fault
 * @param begins whether it began
 * @param key the only key that it struck; empty for all
 * @param replica the name of the replica that it struck, if it struck one
 * @param fromMillis before it happened, by the machine's clock
 * @param atMillis after it had happened
 * @param losesState whether Redis may have lost what it had acknowledged
 */
record Strike(
        Fault fault, boolean begins, String key, String replica, long fromMillis, long atMillis, boolean losesState) {
    boolean strikes(String otherKey) {
        return key.isEmpty() || key.equals(otherKey);
    }
}
