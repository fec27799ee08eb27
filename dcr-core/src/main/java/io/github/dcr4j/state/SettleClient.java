package io.github.dcr4j.state;

/**
 * Forgets the management data of a client that was deleted at the server, and an intent about it, see {@link
 * io.github.dcr4j.store.DcrCoordination#settled}.
 *
 * @param id of the command: what is saved after it is not settled by it
 */
public record SettleClient(String id, String clientId) implements Command<Boolean> {
    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        if (state.answerOf(id) != null) {
            return Step.of(state, true, at);
        }
        OpenIntent open = state.claims().intent();
        boolean about = open != null && clientId.equals(open.intent().clientId());
        KeyState next = about ? state.with(state.claims().withIntent(null)) : state;
        Generations settled = next.generations()
                .each(known -> known.clientId().equals(clientId) ? known.withManagement(null) : known);
        next = next.with(settled);
        return Step.of(next.equals(state) ? state : next.remember(id, "settled", at.now()), true, at);
    }
}
