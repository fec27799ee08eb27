package io.github.dcr4j.conformance;

/**
 * How much of the tests that come in a short and a long form runs: the short one, unless the profile {@code full} is
 * on.
 */
public final class TestScope {
    private static final boolean FULL = Boolean.getBoolean("dcr4j.full");

    private TestScope() {}

    /** Tells whether the long form runs. */
    public static boolean isFull() {
        return FULL;
    }

    /** Returns the one that applies. */
    public static <T> T pick(T shortForm, T longForm) {
        return FULL ? longForm : shortForm;
    }
}
