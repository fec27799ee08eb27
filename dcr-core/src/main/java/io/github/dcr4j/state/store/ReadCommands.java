package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.state.ClaimLease;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.Step;
import java.util.Optional;

/** Commands that change nothing, except that what cannot be used is set aside. */
final class ReadCommands {
    /** Returns the current generation. */
    static final Command<Optional<DcrCredentials>> CURRENT = (state, at) ->
            Step.of(state, Optional.ofNullable(state.generations().current()).map(CurrentRecord::credentials), at);

    private ReadCommands() {}

    /** Returns whether a current or former generation uses the client. */
    static Command<Boolean> refersTo(String clientId) {
        return (state, at) ->
                Step.of(state, ClaimLease.clientsInUse(state.generations()).contains(clientId), at);
    }
}
