package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import java.util.List;

/**
 * Ends the lease of an owner, with what came of it, see {@link io.github.dcr4j.store.DcrCoordination#release}.
 *
 * @param id of the command
 * @param owner of the lease
 */
public record ReleaseLease(String id, String owner, Outcome outcome) implements Command<Boolean> {
    /** Answers whether the outcome was recorded. */
    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        if (state.answerOf(id) != null) {
            return Step.of(state, true, at);
        }
        Claims claims = state.claims();
        if (!claims.isOwnedBy(owner)) {
            return Step.of(state, false, at);
        }
        Claims next = count(accountFor(claims.withLease(null)), at.now());
        return Step.of(state.with(next).remember(id, "released", at.now()), true, at);
    }

    private Claims accountFor(Claims claims) {
        OpenIntent open = claims.intent();
        if (outcome.effect() == Effect.NONE && open != null && claims.intentIsOf(owner)) {
            List<Long> registrations = claims.registrations();
            boolean counted = open.intent().call() == Intent.Call.REGISTER && !registrations.isEmpty();
            return claims.withIntent(null)
                    .withRegistrations(counted ? registrations.subList(0, registrations.size() - 1) : registrations);
        }
        return outcome.effect() == Effect.ACCOUNTED ? claims.withIntent(null) : claims;
    }

    private Claims count(Claims claims, long now) {
        Claims next = claims;
        if (outcome.result() == Result.SUCCEEDED) {
            next = next.withFailures(Failures.NONE).withBackOffs(List.of());
        }
        if (outcome.result() == Result.FAILED) {
            next = next.withFailures(next.failures().oneMore(now));
        }
        return outcome.backOff().isZero()
                ? next
                : next.withBackOff(
                        new BackOff(outcome.why(), outcome.boundTo(), Span.of(now, outcome.backOff()), null));
    }
}
