package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Builds a {@link FileDcrCredentialStore}. Not thread-safe. Defaults:
 *
 * <ul>
 *   <li>others who work on the file are waited for, up to 6 seconds;
 *   <li>nobody is told what the store notices;
 *   <li>the clock of the machine.
 * </ul>
 */
public final class FileDcrCredentialStoreBuilder {
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);

    final Path file;
    Duration patience = Duration.ofSeconds(6);
    DcrEventListener listener = event -> {};
    DcrClock clock = DcrClock.system();

    FileDcrCredentialStoreBuilder(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    /**
     * Sets how long a step waits while others work on the file, by the clock of the machine; 6 seconds by default.
     *
     * @throws IllegalArgumentException if it is negative or more than ten minutes
     */
    public FileDcrCredentialStoreBuilder patience(Duration patience) {
        if (patience.isNegative() || patience.compareTo(LONGEST_PATIENCE) > 0) {
            throw new IllegalArgumentException("patience must be zero to " + LONGEST_PATIENCE + ": " + patience);
        }
        this.patience = patience;
        return this;
    }

    /** Sets who is told of a file that was set aside. */
    public FileDcrCredentialStoreBuilder listener(DcrEventListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** Sets the clock whose wall time credentials, leases and back-offs are kept by; the machine's by default. */
    public FileDcrCredentialStoreBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Returns the store.
     *
     * @throws io.github.dcr4j.DcrStoreException if the file is a directory, or its directory cannot be created
     */
    public FileDcrCredentialStore build() {
        return new FileDcrCredentialStore(this);
    }
}
