package io.github.dcr4j.state;

import io.github.dcr4j.DcrManagement;

/**
 * Replaces management data in every generation that has them, see
 * {@link io.github.dcr4j.store.DcrCredentialStore#amend}. The current record keeps its end of life.
 *
 * @param id of the command
 */
public record AmendManagement(String id, DcrManagement from, DcrManagement to) implements Command<Boolean> {
    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        if (state.answerOf(id) != null) {
            return Step.of(state, true, at);
        }
        Generations generations = state.generations();
        boolean found = generations.list().stream().anyMatch(known -> from.equals(known.management()));
        if (!found) {
            boolean amended = generations.list().stream().anyMatch(known -> to.equals(known.management()));
            return Step.of(state, amended, at);
        }
        CurrentRecord current = generations.current();
        Generation ofCurrent = current == null ? null : generations.known(current.generation());
        Generations next =
                generations.each(known -> from.equals(known.management()) ? known.withManagement(to) : known);
        if (current != null && ofCurrent != null && from.equals(ofCurrent.management())) {
            next = next.withCurrent(new CurrentRecord(
                    current.credentials().toBuilder().management(to).build(), current.life(), current.unknown()));
        }
        return Step.of(state.with(next).remember(id, "amended", at.now()), true, at);
    }
}
