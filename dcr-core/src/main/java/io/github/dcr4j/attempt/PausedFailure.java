package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import java.time.Duration;

/** A failure that may pass, and after which its key is held back though no server has said for how long. */
final class PausedFailure {
    private PausedFailure() {}

    /**
     * Returns {@code failure} with the pause that follows it; the same where it carries one, or where no time helps.
     *
     * @param pause for how long no registration is tried; zero if the next may be at once
     */
    static DcrException of(DcrException failure, Duration pause) {
        boolean said = failure.retryAfter().isPresent() || !failure.retryable();
        if (said || pause.isZero()) {
            return failure;
        }
        DcrException.Details details = DcrException.at(
                        failure.step(),
                        failure.getMessage() + "; no registration is tried for " + ClaimWait.inWords(pause))
                .retryAfter(pause)
                .orphan(failure.orphan().orElse(null))
                .cause(failure.getCause());
        if (failure instanceof DcrRefusedException refused) {
            return new DcrRefusedException(
                    details,
                    refused.status(),
                    refused.error().orElse(null),
                    refused.description().orElse(null));
        }
        return failure instanceof DcrStoreException ? new DcrStoreException(details) : details.exception();
    }
}
