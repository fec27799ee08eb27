package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt claims its lease: the name under which it claims, the credentials that it wants to replace,
 * and how long it still waits for other holders of the lease. Used by one thread at a time.
 */
public final class Claimant {
    private static final int MOST_LEASES_LOST = 3;

    private String owner = UUID.randomUUID().toString();
    private @Nullable DcrCredentials replaced;
    private @Nullable Patience patience;
    private int leasesLost;

    /**
     * Creates one that has not claimed yet.
     *
     * @param replaced what is to be replaced; {@code null} for nothing
     */
    public Claimant(@Nullable DcrCredentials replaced) {
        this.replaced = replaced;
    }

    /** Returns the name under which it claims. */
    String owner() {
        return owner;
    }

    /** Returns what it wants to replace: what is due, or was found to be unusable last; {@code null} for nothing. */
    @Nullable
    public DcrCredentials replaced() {
        return replaced;
    }

    void foundUnusable(DcrCredentials current) {
        replaced = current;
    }

    /**
     * Returns after what time to claim again.
     *
     * @param atMost how long the lease lasts at most, as far as the store says
     * @throws DcrException if it has waited long enough
     */
    Duration pause(DcrClock clock, Duration leaseDuration, Duration atMost) {
        Patience known = patience;
        Patience waiting = known == null ? new Patience(clock, leaseDuration, "left no credentials") : known;
        patience = waiting;
        return waiting.pause(atMost);
    }

    void granted() {
        patience = null;
    }

    /**
     * Claims under another name from now on: the lease was lost before anything was sent.
     *
     * @throws DcrException if that has happened too often
     */
    public void leaseLost() {
        leasesLost++;
        if (leasesLost == MOST_LEASES_LOST) {
            throw DcrException.at(
                            Step.CLAIM,
                            "the lease ran out " + leasesLost + " times before the registration could be sent; is"
                                    + " discovery, or a supplier of the initial access token or the software statement, slower than leaseDuration?")
                    .retryable(true)
                    .exception();
        }
        owner = UUID.randomUUID().toString();
    }
}
