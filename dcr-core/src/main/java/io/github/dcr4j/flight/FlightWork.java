package io.github.dcr4j.flight;

/** What a flight does, one stretch after another; one thread at a time runs it. */
@FunctionalInterface
public interface FlightWork {
    /** Goes on with the work at {@code place}; whatever it throws is the outcome of the flight. */
    Stretch go(Place place);
}
