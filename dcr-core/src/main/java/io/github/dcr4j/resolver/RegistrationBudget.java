package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCoordination.Outcome.Result;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import java.time.Duration;

/** Decides how long a failure holds back the next registration of its key. */
final class RegistrationBudget {
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private static final int LONGEST_REASON = 2_000;

    private RegistrationBudget() {}

    /** Returns the outcome of an attempt that failed: a second's pause, or what the server asked for. */
    static Outcome after(DcrException failure, Effect effect) {
        Duration backOff = failure.retryAfter().orElse(AFTER_A_FAILURE);
        return new Outcome(Result.FAILED, effect, backOff, reason(failure), null);
    }

    private static Reason reason(DcrException failure) {
        String message = String.valueOf(failure.getMessage());
        String text = message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON) + "…";
        return failure instanceof DcrRefusedException refused
                ? new Reason(
                        text,
                        !refused.retryable(),
                        refused.status(),
                        refused.error().orElse(null))
                : new Reason(text, !failure.retryable(), 0, null);
    }
}
