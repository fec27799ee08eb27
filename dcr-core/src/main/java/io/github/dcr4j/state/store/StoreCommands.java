package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.AmendManagement;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.HealGeneration;
import io.github.dcr4j.state.InvalidateGeneration;
import io.github.dcr4j.state.RemoveKey;
import io.github.dcr4j.state.SaveGeneration;
import io.github.dcr4j.state.SettleClient;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a {@link io.github.dcr4j.store.DcrCredentialStore} other than hits, as commands on the state of a key:
 * for stores that keep states, wherever they keep them. Thread-safe.
 */
public final class StoreCommands {
    private final CommandRunner runner;
    private final DcrClock clock;
    private final EndedLeases endedBySave = new EndedLeases();

    /** Creates the commands of a store that judges the ends of secrets by {@code clock}. */
    StoreCommands(CommandRunner runner, DcrClock clock) {
        this.runner = runner;
        this.clock = clock;
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#save}. */
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        DcrKey key = next.key();
        if (lease != null && !lease.key().equals(key)) {
            throw new IllegalArgumentException("the lease is for " + lease.key() + ", not for " + key);
        }
        String owner = lease == null ? null : lease.owner();
        SaveResult result = write(key, new SaveGeneration(next, base, owner));
        if (lease != null && result instanceof SaveResult.Saved) {
            endedBySave.add(lease);
        }
        return result;
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#amend}. */
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return write(key, new AmendManagement(EntryNames.newId(), from, to));
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#invalidate}. */
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        Objects.requireNonNull(generation, "generation");
        return write(key, new InvalidateGeneration(EntryNames.newId(), generation, reason, atMostEvery));
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#refersTo}. */
    public boolean refersTo(DcrKey key, String clientId) {
        Objects.requireNonNull(clientId, "clientId");
        return runner.run(key, ReadCommands.refersTo(clientId), clock, DcrStoreException::reading);
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#heal}. */
    public Healed heal(DcrCredentials known) {
        return write(known.key(), new HealGeneration(EntryNames.newId(), known));
    }

    /** See {@link io.github.dcr4j.store.DcrCredentialStore#remove}. */
    public void remove(DcrKey key) {
        write(key, new RemoveKey(EntryNames.newId()));
    }

    /**
     * Returns those of {@code dropped} that no generation in use has; what was saved again meanwhile is in use. Their
     * management data are forgotten: the caller deletes them, and not the next who claims the key.
     */
    public List<Evicted> settleUnused(List<Evicted> dropped) {
        List<Evicted> unused = new ArrayList<>(dropped);
        unused.removeIf(client -> refersTo(client.key(), client.clientId()));
        unused.forEach(client -> write(client.key(), new SettleClient(EntryNames.newId(), client.clientId())));
        return unused;
    }

    /**
     * Returns a coordination; the deadlines of its leases are measured by {@code owners}, the clock of their owners.
     */
    public DcrCoordination coordination(DcrClock owners) {
        return new StateBackedCoordination(runner, owners, endedBySave);
    }

    private <A> A write(DcrKey key, Command<A> command) {
        return runner.run(key, command, clock, DcrStoreException::writing);
    }
}
