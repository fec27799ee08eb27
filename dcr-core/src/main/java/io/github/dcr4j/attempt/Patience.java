package io.github.dcr4j.attempt;

import static io.github.dcr4j.DcrException.Step.CLAIM;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.http.Deadline;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long an attempt waits while others hold the lease of its key: whichever holds it ends within its life, and so
 * does one successor. Used by one thread at a time.
 */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Duration whole;
    private final Deadline end;
    private final String outcome;
    private Duration next = FIRST_PAUSE;

    /**
     * Begins to wait.
     *
     * @param outcome what the others have done in the end, for the message
     */
    Patience(DcrClock clock, Duration leaseDuration, String outcome) {
        this.whole = leaseDuration.multipliedBy(2);
        this.end = Deadline.after(clock, whole);
        this.outcome = outcome;
    }

    /**
     * Returns after what time to ask again.
     *
     * @param atMost how long the lease lasts at most, as far as the store says
     * @throws DcrException if the wait has been long enough
     */
    Duration pause(Duration atMost) {
        if (end.passed()) {
            throw stillBusy();
        }
        Duration pause = jittered(shorter(next, atMost));
        next = shorter(next.multipliedBy(2), LONGEST_PAUSE);
        return pause;
    }

    /** Full jitter over the upper half, so that those who wait for one lease do not ask all at once. */
    private static Duration jittered(Duration longest) {
        long nanos = Math.max(2, longest.toNanos());
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos));
    }

    private DcrException stillBusy() {
        return DcrException.at(
                        CLAIM,
                        "others held the right to register for " + whole.toSeconds() + " s and " + outcome
                                + "; is the authorization server answering them?")
                .retryable(true)
                .exception();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
