package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Reason;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides how long a failure holds back the next registration of its key, on every replica.
 *
 * <ul>
 *   <li>What the server asked for ({@code Retry-After}), from a second to an hour.
 *   <li>Five minutes after a refusal that only a changed request can change, and only for the request that was refused.
 *   <li>Otherwise a second after the first failure in a row, twice as long after each further one, up to five minutes;
 *       less up to a half by chance, so that what failed together is not tried together. At least five seconds where a
 *       client may have been created that no store knows.
 * </ul>
 */
final class RegistrationBudget {
    static final Duration AFTER_A_FINAL_REFUSAL = Duration.ofMinutes(5);

    private static final long FIRST = Duration.ofSeconds(1).toMillis();
    private static final long LONGEST = Duration.ofMinutes(5).toMillis();
    // doubled this often, the first pause is longer than the longest
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration SHORTEST_IF_AMBIGUOUS = Duration.ofSeconds(5);
    private static final Duration SHORTEST_ASKED_FOR = Duration.ofSeconds(1);
    private static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);
    private static final int LONGEST_REASON = 2_000;

    private RegistrationBudget() {}

    /**
     * Returns the outcome of an attempt that failed.
     *
     * @param effect what is known of what was sent
     * @param failuresBefore how many attempts in a row had failed before this one
     * @param metadataDigest what was asked for
     */
    static Outcome after(DcrException failure, Effect effect, int failuresBefore, String metadataDigest) {
        boolean bound = isFinalRefusal(failure);
        return new Outcome(
                Result.FAILED,
                effect,
                pause(failure, effect, failuresBefore),
                reason(failure),
                bound ? metadataDigest : null);
    }

    private static Duration pause(DcrException failure, Effect effect, int failuresBefore) {
        Duration askedFor = failure.retryAfter().orElse(null);
        if (askedFor != null) {
            return shorter(longer(askedFor, SHORTEST_ASKED_FOR), LONGEST_ASKED_FOR);
        }
        if (isFinalRefusal(failure)) {
            return AFTER_A_FINAL_REFUSAL;
        }
        Duration pause = exponential(failuresBefore);
        boolean noClient = effect == Effect.NONE || failure instanceof DcrRefusedException;
        return noClient ? pause : longer(pause, SHORTEST_IF_AMBIGUOUS);
    }

    private static Duration exponential(int failuresBefore) {
        int doublings = Math.max(0, Math.min(failuresBefore, MOST_DOUBLINGS));
        long most = Math.min(LONGEST, FIRST << doublings);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    /** An initial access token that is refused (401) may be replaced at any time, without a change of the request. */
    private static boolean isFinalRefusal(DcrException failure) {
        return failure instanceof DcrRefusedException refused && !refused.retryable() && refused.status() != 401;
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

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
