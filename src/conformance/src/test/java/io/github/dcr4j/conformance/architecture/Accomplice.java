package io.github.dcr4j.conformance.architecture;

/** Uses {@link Offender}, which uses it. */
record Accomplice(Offender other) {}
