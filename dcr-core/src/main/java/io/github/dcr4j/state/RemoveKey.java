package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Retired.Cause;

/**
 * Ends every generation, see {@link io.github.dcr4j.store.DcrCredentialStore#remove}.
 *
 * @param id of the command
 */
public record RemoveKey(String id) implements Command<Boolean> {
    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        if (state.answerOf(id) != null) {
            return Step.of(state, true, at);
        }
        Generations ended = state.generations()
                .removedAt(at.now())
                .each(known -> known.end(Cause.REMOVED, null))
                .withCurrent(null);
        return Step.of(
                state.with(ended).with(state.claims().withRefused(null)).remember(id, "removed", at.now()), true, at);
    }
}
