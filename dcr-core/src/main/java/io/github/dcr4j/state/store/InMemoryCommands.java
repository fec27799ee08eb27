package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.ClockReading;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Step;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies commands to keys in the memory of this process: as they are, without bytes. Every command is one step of
 * {@link HeldKeys}, so that none is applied twice. Thread-safe; it never fails.
 */
public final class InMemoryCommands implements CommandRunner {
    private final HeldKeys keys;
    private final StoreTime time;
    private final ForgottenClients forgotten = new ForgottenClients();

    /**
     * Creates commands.
     *
     * @param keys what they are applied to
     * @param time the time of the store
     */
    public InMemoryCommands(HeldKeys keys, StoreTime time) {
        this.keys = Objects.requireNonNull(keys, "keys");
        this.time = Objects.requireNonNull(time, "time");
    }

    /** Returns the methods of the store. */
    public StoreCommands methods() {
        return new StoreCommands(this, time.clock());
    }

    /** Returns the generation of that name if it is current or former, otherwise {@code null}. */
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        Objects.requireNonNull(generation, "generation");
        Answer<@Nullable DcrCredentials> answer = new Answer<>();
        keys.replace(key, held -> {
            DcrCredentials current = held.current();
            answer.value = current != null && current.generation().equals(generation)
                    ? current
                    : held.generations().former(generation, time.millis());
            return held;
        });
        return answer.value;
    }

    @Override
    public <A> A run(DcrKey key, Command<A> command, DcrClock clock, Failure failure) {
        Answer<A> answer = new Answer<>();
        keys.replace(key, held -> {
            ClockReading at = new ClockReading(time.millis(), clock.millis(), clock.nanos());
            Step<A> step = command.apply(held.state().limited(at.now()).forgetPassed(at.now()), at);
            answer.value = step.answer();
            for (Generation generation : step.state().generations().forgotten()) {
                forgotten.add(key, generation);
            }
            return held.after(step.state(), at.now());
        });
        return Objects.requireNonNull(answer.value);
    }

    /**
     * Returns the clients for which there was no room since the last call, the oldest first; of more than 10,000 the
     * last.
     */
    public List<Evicted> takeForgotten() {
        return forgotten.take();
    }

    private static final class Answer<A> {
        private @Nullable A value;
    }
}
