package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.state.store.HeldKey;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory store without its caches, which would take the checker minutes: the same commands, under the lock of a
 * map. Of one key. Thread-safe.
 */
final class PlainStore {
    private final ConcurrentHashMap<DcrKey, HeldKey> keys = new ConcurrentHashMap<>();
    private final DcrClock clock;
    private final StoreCommands commands;

    PlainStore(DcrClock clock) {
        this.clock = clock;
        commands = new InMemoryCommands(
                        (key, step) ->
                                keys.compute(key, (k, held) -> step.apply(held == null ? HeldKey.NOTHING : held)),
                        new StoreTime(clock))
                .methods();
    }

    DcrCoordination coordination() {
        return commands.coordination(clock);
    }

    @Nullable
    DcrCredentials current() {
        HeldKey held = keys.get(Clients.KEY);
        return held == null ? null : held.current();
    }

    SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return commands.save(next, base, lease);
    }

    void invalidate(String generation) {
        commands.invalidate(Clients.KEY, generation, "for the check", Duration.ZERO);
    }
}
