package io.github.dcr4j.conformance.canary.planted;

/** Says what it was told to keep. */
public final class Speaker {
    private final String told;

    Speaker(String told) {
        this.told = told;
    }

    /** Throws what it knows. */
    public void fail() {
        IllegalStateException failure = new IllegalStateException("harmless");
        failure.addSuppressed(new ArithmeticException(told));
        throw failure;
    }

    static void failed(String told) {
        try {
            new Speaker(told).fail();
        } catch (IllegalStateException e) {
            // the sweep has seen it
        }
    }

    static void printed(String told) {
        if (!(new Speaker(told) + "").endsWith("]")) {
            throw new IllegalStateException("it did not speak");
        }
    }

    @Override
    public String toString() {
        return "Speaker[" + told + "]";
    }
}
