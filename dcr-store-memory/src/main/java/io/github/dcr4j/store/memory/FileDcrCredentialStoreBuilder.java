package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.memory.file.FileTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link FileDcrCredentialStore}. Not thread-safe. Defaults:
 *
 * <ul>
 *   <li>others who work on the file are waited for, up to 6 seconds;
 *   <li>a directory that others can write to is refused;
 *   <li>no listener: what was set aside is in the log alone;
 *   <li>the clock of the machine.
 * </ul>
 */
public final class FileDcrCredentialStoreBuilder {
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);

    final Path file;
    Duration patience = Duration.ofSeconds(6);
    DcrEventListener listener = event -> {};
    DcrClock clock = DcrClock.system();
    private boolean directoryTrusted;
    private @Nullable FileTrust trust;

    FileDcrCredentialStoreBuilder(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    /**
     * Sets how long a step waits while others work on the file, and how long it is tried again when others were faster
     * on its key, by the clock of the machine; 6 seconds by default.
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

    /**
     * Uses the file though others can write to its directory, or to one above it, and could put another file in its
     * place: those who can may have the clients. For volumes that belong to a group or to the user of another machine.
     * By default opening such a file is refused.
     */
    public FileDcrCredentialStoreBuilder trustDirectory() {
        directoryTrusted = true;
        return this;
    }

    FileDcrCredentialStoreBuilder trust(FileTrust trust) {
        this.trust = trust;
        return this;
    }

    FileTrust trust() throws IOException {
        return trust == null ? FileTrust.ofThisProcess(directoryTrusted) : trust;
    }

    /** Sets the listener to which what was set aside is reported: a damaged file, or something in it. */
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
     * @throws io.github.dcr4j.DcrStoreException if what is at the path must not be used, or its directory must not be
     *     used or cannot be created; the message says why
     */
    public FileDcrCredentialStore build() {
        return new FileDcrCredentialStore(this);
    }
}
