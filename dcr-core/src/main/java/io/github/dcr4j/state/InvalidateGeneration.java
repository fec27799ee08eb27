package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the current generation if it is the one named, see {@link io.github.dcr4j.store.DcrCredentialStore#invalidate}.
 *
 * @param id of the command
 * @param atMostEvery no second invalidation of the key within this time
 */
public record InvalidateGeneration(String id, String generation, String reason, Duration atMostEvery)
        implements Command<Invalidation> {
    private static final int LONGEST_REASON = 200;
    private static final String DONE = "done";
    private static final String NOT_CURRENT = "not current";

    @Override
    public Step<Invalidation> apply(KeyState state, ClockReading at) {
        String first = state.answerOf(id);
        if (DONE.equals(first)) {
            return Step.of(state, new Invalidation.Done(), at);
        }
        if (NOT_CURRENT.equals(first)) {
            return Step.of(state, new Invalidation.NotCurrent(), at);
        }
        Generations generations = state.generations();
        if (!generations.isCurrent(generation)) {
            return notCurrent(state, at);
        }
        if (generations.lastInvalidation() != null) {
            Duration left = atMostEvery.minusMillis(at.now() - generations.lastInvalidation());
            if (!left.isZero() && !left.isNegative()) {
                return Step.of(state, new Invalidation.TooSoon(left), at);
            }
        }
        Generations ended = generations
                .invalidatedAt(at.now())
                .change(generation, known -> known.end(Cause.INVALIDATED, shortReason()))
                .withCurrent(null);
        return Step.of(state.with(ended).remember(id, DONE, at.now()), new Invalidation.Done(), at);
    }

    /** What is saved later finds itself ended; an unknown name takes the place of nothing that is known. */
    private Step<Invalidation> notCurrent(KeyState state, ClockReading at) {
        Generations generations = state.generations();
        Generation known = generations.known(generation);
        if (known == null && generations.list().size() < Generations.MOST) {
            List<Generation> longer = new ArrayList<>(generations.list());
            longer.add(0, Generation.endedUnknown(generation, shortReason()));
            return Step.of(
                    state.with(generations.withList(longer)).remember(id, NOT_CURRENT, at.now()),
                    new Invalidation.NotCurrent(),
                    at);
        }
        return Step.of(
                state,
                known != null && known.hasEnded() ? new Invalidation.Already() : new Invalidation.NotCurrent(),
                at);
    }

    private String shortReason() {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
