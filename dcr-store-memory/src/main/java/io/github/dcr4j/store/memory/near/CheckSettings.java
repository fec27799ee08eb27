package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;

/**
 * What {@link Rechecks} need to know.
 *
 * @param shared the store that is asked
 * @param clock measures how long it takes
 * @param timeout how long a caller waits for a check
 * @param events gets what came of it
 */
public record CheckSettings(DcrCredentialStore shared, DcrClock clock, Duration timeout, NearEvents events) {}
