package io.github.dcr4j.benchmarks;

import java.time.Duration;
import org.openjdk.jmh.annotations.Setup;

/**
 * The same hits while the Redis behind the near cache answers nothing. What is cached is to be checked every second, so
 * that the near cache tries, and fails, all the time.
 */
public class FrozenHitBenchmark extends NearHitBenchmark {
    /** Starts with a Redis that answers, for the registration. */
    public FrozenHitBenchmark() {
        super(settings -> settings.softAge(Duration.ofSeconds(1)));
    }

    /** Stops Redis where it is. */
    @Setup
    public void freeze() {
        shelf().redis().node().freeze();
    }
}
