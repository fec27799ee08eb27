package io.github.dcr4j.flight;

import io.github.dcr4j.DcrCredentials;
import java.time.Duration;

/** What came of one stretch of a flight. Immutable and thread-safe. */
public sealed interface Stretch {
    /** The flight has its outcome. */
    record Landed(DcrCredentials outcome) implements Stretch {}

    /** The flight goes on after {@code time}; until then it holds neither a thread nor a place at a server. */
    record Pause(Duration time) implements Stretch {}
}
