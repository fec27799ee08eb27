package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import java.time.Duration;

/**
 * How a store was built.
 *
 * @param retention how long a record outlives its secret
 * @param writeFormat the format that is written
 * @param clock the clock by which a secret's end is known here
 */
record Settings(
        String prefix,
        RedisSecrets secrets,
        Duration retention,
        int writeFormat,
        DcrEventListener listener,
        DcrClock clock) {}
