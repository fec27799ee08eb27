package io.github.dcr4j.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer shows the server's clock to be ahead of the local one; negative where it is behind. Immutable and
 * thread-safe.
 *
 * @param shown what the answer says, zero if it says nothing
 * @param correction what to add to the local clock, zero if the clocks agree, {@code null} if the answer proves neither
 */
public record ClockDifference(Duration shown, @Nullable Duration correction) {
    static final ClockDifference NONE = new ClockDifference(Duration.ZERO, Duration.ZERO);
    static final ClockDifference UNKNOWN = new ClockDifference(Duration.ZERO, null);
}
