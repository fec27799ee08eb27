package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore.Healed;

/**
 * Puts back a generation that was lost, see {@link io.github.dcr4j.store.DcrCredentialStore#heal}.
 *
 * @param id of the command
 */
public record HealGeneration(String id, DcrCredentials lost) implements Command<Healed> {
    @Override
    public Step<Healed> apply(KeyState state, ClockReading at) {
        String first = state.answerOf(id);
        for (Healed answer : Healed.values()) {
            if (answer.name().equals(first)) {
                return Step.of(state, answer, at);
            }
        }
        Generations generations = state.generations();
        Generation known = generations.known(lost.generation());
        if (generations.isCurrent(lost.generation())) {
            return Step.of(state, Healed.CURRENT, at);
        }
        if (known != null ? known.hasEnded() : wasRemoved(generations, at)) {
            return Step.of(state, Healed.ENDED, at);
        }
        Generation newest = generations.newest();
        if (newest == null || newest.equals(known) || lost.version() > newest.version()) {
            return healed(state.with(generations.makeCurrent(lost, at)), Healed.CURRENT, at);
        }
        if (known != null && known.isFormer()) {
            return Step.of(state, Healed.FORMER, at);
        }
        Span secret = at.secretLife(lost);
        Generations taken = known == null
                ? generations.insert(Generation.of(lost, secret))
                : generations.change(lost.generation(), generation -> generation.withSecret(secret));
        return healed(state.with(taken.keepAsFormer(new CurrentRecord(lost, secret, null), at)), Healed.FORMER, at);
    }

    private boolean wasRemoved(Generations generations, ClockReading at) {
        return generations.removedAt() != null && at.createdAt(lost) <= generations.removedAt();
    }

    private Step<Healed> healed(KeyState state, Healed answer, ClockReading at) {
        return Step.of(state.remember(id, answer.name(), at.now()), answer, at);
    }
}
