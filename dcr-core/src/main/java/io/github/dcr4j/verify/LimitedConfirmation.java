package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.keep.LeasedWork;
import io.github.dcr4j.rejection.ClientRejection.Certainty;
import io.github.dcr4j.rejection.RejectionProbe.Verdict;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.request.RequestSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Confirms what a browser brought: once an hour for each client at most, on all replicas together, because anybody can
 * make it up as often as they like. Thread-safe.
 */
public final class LimitedConfirmation implements Confirmation {
    private static final Duration SPACING = Duration.ofHours(1);

    private final LeasedWork leased;
    private final ClientCheck check;
    private final @Nullable Confirmation configured;

    /**
     * Creates one.
     *
     * @param configured what the resolver confirms rejections by; {@code null} for a check of the client
     */
    public LimitedConfirmation(LeasedWork leased, ClientCheck check, @Nullable Confirmation configured) {
        this.leased = leased;
        this.check = check;
        this.configured = configured;
    }

    @Override
    public Finding confirm(RequestSpec request, DcrCredentials rejected, Certainty certainty) {
        if (configured == null) {
            return leased.checkIfDue(
                    request,
                    SPACING,
                    (attempt, held) -> Finding.of(
                            verdict(check.check(attempt, held, rejected, false).outcome())),
                    pause -> Finding.of(Verdict.UNKNOWN));
        }
        boolean due = leased.checkIfDue(request, SPACING, (attempt, held) -> true, pause -> false);
        return due ? configured.confirm(request, rejected, certainty) : Finding.of(Verdict.UNKNOWN);
    }

    private static Verdict verdict(Outcome outcome) {
        return switch (outcome) {
            case GONE -> Verdict.GONE;
            case ALIVE -> Verdict.ALIVE;
            case PROBABLY_ALIVE, SUSPECTED, UNKNOWN -> Verdict.UNKNOWN;
        };
    }
}
