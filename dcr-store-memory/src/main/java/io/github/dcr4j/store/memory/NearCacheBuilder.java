package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.near.NearEvents;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Builds a {@link NearCache}; every value is checked when it is set. Not thread-safe. */
public final class NearCacheBuilder {
    private static final Duration LONGEST_AGE = Duration.ofHours(24);

    final DcrCredentialStore shared;
    DcrClock clock = DcrClock.system();
    Duration checkTimeout = Duration.ofMillis(500);
    long maximumSize = 10_000;
    Duration softAge = Duration.ofSeconds(30);
    Duration hardAge = Duration.ofMinutes(5);

    @Nullable
    Executor executor;

    private @Nullable DcrEventListener listener;
    boolean closeShared = true;

    NearCacheBuilder(DcrCredentialStore shared) {
        this.shared = Objects.requireNonNull(shared, "shared");
    }

    /**
     * Sets for how many keys there is room, and for how many former generations; 10,000 by default. What is dropped
     * for want of room is read again, but cannot be served while the shared store is away.
     */
    public NearCacheBuilder maximumSize(long maximumSize) {
        if (maximumSize < 1 || maximumSize > 1_000_000_000) {
            throw new IllegalArgumentException("maximumSize must be 1 to 1,000,000,000 keys: " + maximumSize);
        }
        this.maximumSize = maximumSize;
        return this;
    }

    /** Sets after how long a key is checked in the background; 30 s by default, at most 24 h, zero for always. */
    public NearCacheBuilder softAge(Duration softAge) {
        this.softAge = age("softAge", softAge);
        return this;
    }

    /** Sets after how long a key is checked before use; 5 min by default, at most 24 h, zero for always. */
    public NearCacheBuilder hardAge(Duration hardAge) {
        this.hardAge = age("hardAge", hardAge);
        return this;
    }

    /** Sets how long a caller waits for a check at most; 500 ms by default, at most 24 h. */
    public NearCacheBuilder checkTimeout(Duration checkTimeout) {
        if (age("checkTimeout", checkTimeout).isZero()) {
            throw new IllegalArgumentException("checkTimeout must be more than zero: " + checkTimeout);
        }
        this.checkTimeout = checkTimeout;
        return this;
    }

    /** Sets the source of time, which measures ages and time-outs; the machine's by default. */
    public NearCacheBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets where checks run; each may block as long as the shared store does. The caller closes it, after the cache.
     */
    public NearCacheBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the listener for a check that took over another generation ({@link io.github.dcr4j.DcrEvent.Adopted}), and,
     * once for each key and outage, that a key was not checked because the shared store is away ({@link
     * io.github.dcr4j.DcrEvent.ServedWithoutStore}); none by default.
     */
    public NearCacheBuilder listener(DcrEventListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** Sets whether closing the cache closes the shared store; it does by default. */
    public NearCacheBuilder closeShared(boolean closeShared) {
        this.closeShared = closeShared;
        return this;
    }

    /**
     * Returns the cache, which knows nothing yet.
     *
     * @throws IllegalArgumentException if the soft age is more than the hard age
     */
    public NearCache build() {
        if (softAge.compareTo(hardAge) > 0) {
            throw new IllegalArgumentException("softAge must not be more than hardAge: " + softAge + " and " + hardAge);
        }
        return new NearCache(this);
    }

    NearEvents events() {
        return new NearEvents(listener);
    }

    private static Duration age(String property, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_AGE) > 0) {
            throw new IllegalArgumentException(property + " must be zero to 24 h: " + value);
        }
        return value;
    }
}
