package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.store.HeldKey;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store in a map that fails when it is told to. Thread-safe. */
public final class FakeStore implements DcrCredentialStore {
    public final ConcurrentHashMap<DcrKey, DcrCredentials> current = new ConcurrentHashMap<>();
    final ConcurrentHashMap<String, DcrCredentials> former = new ConcurrentHashMap<>();
    public final Set<String> usedClientIds = ConcurrentHashMap.newKeySet();
    public final List<Save> saves = new CopyOnWriteArrayList<>();
    public final Queue<Supplier<SaveResult>> nextSaves = new ConcurrentLinkedQueue<>();
    public volatile Runnable beforeFindReturns = () -> {};
    public volatile @Nullable RuntimeException readFailure;
    public volatile @Nullable RuntimeException saveFailure;
    public volatile @Nullable RuntimeException refersFailure;
    public final List<String> healed = new CopyOnWriteArrayList<>();
    public volatile Healed nextHealing = Healed.FORMER;
    public final List<DcrManagement> amends = new CopyOnWriteArrayList<>();
    public volatile @Nullable DcrManagement management;
    public volatile @Nullable RuntimeException amendFailure;

    /** One call of save. */
    public record Save(
            DcrCredentials next,
            @Nullable String base,
            @Nullable DcrLease lease) {}

    public static DcrStoreException away() {
        return DcrStoreException.writing("the store is away", null);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        throwIf(readFailure);
        DcrCredentials found = current.get(key);
        beforeFindReturns.run();
        return found;
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        throwIf(readFailure);
        return former.get(generation);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        saves.add(new Save(next, base, lease));
        Supplier<SaveResult> scripted = nextSaves.poll();
        if (scripted != null) {
            return scripted.get();
        }
        throwIf(saveFailure);
        DcrCredentials known = current.get(next.key());
        if (known != null
                && !known.generation().equals(base)
                && !known.generation().equals(next.generation())) {
            return new SaveResult.Lost(known);
        }
        DcrCredentials stored = next.toBuilder().version(1).build();
        current.put(next.key(), stored);
        return new SaveResult.Saved(stored);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        throwIf(refersFailure);
        return usedClientIds.contains(clientId);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        amends.add(to);
        throwIf(amendFailure);
        boolean known = from.equals(management) || to.equals(management);
        management = known ? to : management;
        return known;
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        throw new UnsupportedOperationException("invalidate");
    }

    @Override
    public Healed heal(DcrCredentials known) {
        throwIf(saveFailure);
        healed.add(known.clientId());
        return nextHealing;
    }

    @Override
    public void remove(DcrKey key) {
        current.remove(key);
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return current.values().stream();
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        ConcurrentHashMap<DcrKey, HeldKey> leases = new ConcurrentHashMap<>();
        InMemoryCommands commands = new InMemoryCommands(
                (key, step) -> leases.compute(key, (k, held) -> step.apply(held == null ? HeldKey.NOTHING : held)),
                new StoreTime(clock));
        return new CurrentFirst(this, commands.methods().coordination(clock));
    }

    /** Leases that know of no generation; what is current is looked up in the map. */
    private record CurrentFirst(FakeStore store, DcrCoordination leases) implements DcrCoordination {
        @Override
        public Claim claim(ClaimRequest request) {
            DcrCredentials current = store.find(request.key());
            return current == null || current.generation().equals(request.dead())
                    ? leases.claim(request)
                    : new Claim.Current(current);
        }

        @Override
        public boolean mark(DcrLease lease, Intent intent) {
            return leases.mark(lease, intent);
        }

        @Override
        public void release(DcrLease lease, Outcome outcome) {
            leases.release(lease, outcome);
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            leases.settled(key, clientId);
        }

        @Override
        public void refused(DcrKey key, @Nullable RefusedDocument document) {
            leases.refused(key, document);
        }

        @Override
        public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
            return leases.standing(key, metadataDigest, ceiling);
        }
    }

    @Override
    public void close() {
        current.clear();
    }

    private static void throwIf(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }
}
