package io.github.dcr4j;

import java.util.Objects;

/**
 * The right to register one key, for a fixed time (see {@link DcrCoordination}). Its holder counts the time itself,
 * from before it asked; what the holder saves is fenced by the store, not by the lease. Immutable and thread-safe.
 *
 * @param key what may be registered
 * @param owner the holder's token, random, one for each attempt
 */
public record DcrLease(DcrKey key, String owner) {
    public DcrLease {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(owner, "owner");
    }
}
