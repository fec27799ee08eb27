package io.github.dcr4j.benchmarks;

/** Does nothing: what a start of Java costs. */
final class EmptyProgram {
    private EmptyProgram() {}

    public static void main(String[] args) {
        // nothing
    }
}
