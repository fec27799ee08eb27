package io.github.dcr4j.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import java.util.Objects;

/**
 * The right to work on one key at the authorization server, for a fixed time (see {@link DcrCoordination}). What its
 * holder saves is fenced by the store, not by the lease. Immutable and thread-safe.
 *
 * @param key what may be worked on
 * @param owner the holder's token, random, one for each lease that is asked for
 * @param deadlineNanos when the lease ends, by {@link DcrClock#nanos} of the clock the coordination was given; counted
 *     from before the claim was sent
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record DcrLease(DcrKey key, String owner, long deadlineNanos) {
    public DcrLease {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(owner, "owner");
    }
}
