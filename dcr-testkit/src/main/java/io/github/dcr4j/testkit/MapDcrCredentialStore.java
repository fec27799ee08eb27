package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCoordination.Retired.Cause;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.InProcessCoordination;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kit's own store: a map that can {@linkplain #faults() fail and stall} and lose what it holds.
 *
 * <p>It keeps all it ever held until it is lost or the test ends, and lives by the clock it is given. Every call is one
 * step under one lock. Several resolvers that share it are replicas of one service. Thread-safe.
 */
public final class MapDcrCredentialStore implements DcrCredentialStore {
    private final DcrClock clock;
    private final StoreFaults faults = new StoreFaults();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DcrKey, MapRow> rows = new ConcurrentHashMap<>();
    private final InProcessCoordination claims;

    /** Creates an empty store that lives by {@code clock}. */
    public MapDcrCredentialStore(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        claims = new InProcessCoordination(new Rows(), clock);
    }

    /** Returns what disturbs and counts the calls to this store and its coordination. */
    public StoreFaults faults() {
        return faults;
    }

    /** Forgets {@code key} silently, with its lease and back-off, as a failover does that lost its writes. */
    public void lose(DcrKey key) {
        on(key, row -> rows.remove(key) != null);
        claims.saved(key, null);
    }

    /** Forgets every key silently, as a failover does that lost all writes. */
    public void loseEverything() {
        List.copyOf(rows.keySet()).forEach(this::lose);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return faults.<@Nullable DcrCredentials>around(StoreOperation.FIND, () -> on(key, MapRow::current));
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return faults.<@Nullable DcrCredentials>around(
                StoreOperation.FIND_GENERATION,
                () -> on(
                        key,
                        row -> generation.equals(row.current) || row.isFormer(generation, now())
                                ? row.generations.get(generation)
                                : null));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return faults.around(StoreOperation.SAVE, () -> on(next.key(), row -> save(row, next, base, lease)));
    }

    private SaveResult save(MapRow row, DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        DcrCredentials current = row.current();
        DcrCredentials savedBefore = row.generations.get(next.generation());
        if (savedBefore != null && current != null) {
            return current.equals(savedBefore) ? new SaveResult.Saved(current) : new SaveResult.Superseded(current);
        }
        if (savedBefore != null || row.ended.containsKey(next.generation())) {
            return current == null ? new SaveResult.Ended() : new SaveResult.Superseded(current);
        }
        if (current != null && !current.generation().equals(base)) {
            if (lease != null) {
                claims.lost(lease);
            }
            return new SaveResult.Lost(current);
        }
        DcrCredentials stored = next.toBuilder().version(row.version + 1).build();
        row.replace(stored, now());
        claims.saved(next.key(), lease);
        return new SaveResult.Saved(stored);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return faults.around(
                StoreOperation.AMEND,
                () -> on(key, row -> {
                    boolean had = has(row, from);
                    row.generations.replaceAll((name, known) -> from.equals(row.management(known))
                            ? known.toBuilder().management(to).build()
                            : known);
                    return had || has(row, to);
                }));
    }

    private static boolean has(MapRow row, DcrManagement management) {
        return row.generations.values().stream().anyMatch(known -> management.equals(row.management(known)));
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return faults.around(StoreOperation.INVALIDATE, () -> on(key, row -> invalidate(row, generation, atMostEvery)));
    }

    private Invalidation invalidate(MapRow row, String generation, Duration atMostEvery) {
        if (!generation.equals(row.current)) {
            boolean had = row.generations.containsKey(generation);
            Cause earlier = had ? row.ended.get(generation) : row.ended.putIfAbsent(generation, Cause.INVALIDATED);
            return earlier == null ? new Invalidation.NotCurrent() : new Invalidation.Already();
        }
        Instant earliest = row.lastInvalidation == null ? Instant.MIN : row.lastInvalidation.plus(atMostEvery);
        if (now().isBefore(earliest)) {
            return new Invalidation.TooSoon(Duration.between(now(), earliest));
        }
        row.lastInvalidation = now();
        row.ended.put(generation, Cause.INVALIDATED);
        row.current = null;
        return new Invalidation.Done();
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return faults.around(
                StoreOperation.REFERS_TO,
                () -> on(
                        key,
                        row -> row.inUse(now())
                                .anyMatch(known -> known.clientId().equals(clientId))));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return faults.around(StoreOperation.HEAL, () -> on(known.key(), row -> heal(row, known)));
    }

    private Healed heal(MapRow row, DcrCredentials known) {
        if (known.generation().equals(row.current)) {
            return Healed.CURRENT;
        }
        boolean removed = row.removedAt != null && !known.createdAt().isAfter(row.removedAt);
        if (removed || row.ended.containsKey(known.generation())) {
            return Healed.ENDED;
        }
        DcrCredentials latest = row.latest();
        if (latest == null || known.version() > latest.version()) {
            row.replace(known, now());
            return Healed.CURRENT;
        }
        if (!row.generations.containsKey(known.generation())) {
            row.keep(known, now());
        }
        return Healed.FORMER;
    }

    @Override
    public void remove(DcrKey key) {
        faults.around(
                StoreOperation.REMOVE,
                () -> on(key, row -> {
                    row.generations.keySet().forEach(generation -> row.ended.putIfAbsent(generation, Cause.REMOVED));
                    row.current = null;
                    row.removedAt = now();
                    return true;
                }));
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return faults.around(
                StoreOperation.STREAM,
                () ->
                        rows.keySet().stream()
                                .map(key -> on(key, MapRow::current))
                                .filter(Objects::nonNull)
                                .toList()
                                .stream());
    }

    /** Returns the one coordination of this store, which lives by the store's clock. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new DisturbedCoordination(claims, faults);
    }

    /** Does nothing: what the store holds can be looked at after the test. */
    @Override
    public void close() {}

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private <T extends @Nullable Object> T on(DcrKey key, Function<MapRow, T> step) {
        lock.lock();
        try {
            return step.apply(rows.computeIfAbsent(key, k -> new MapRow()));
        } finally {
            lock.unlock();
        }
    }

    private final class Rows implements InProcessCoordination.Backing {
        @Override
        public InProcessCoordination.Known look(DcrKey key) {
            faults.read();
            return on(
                    key,
                    row -> new InProcessCoordination.Known(
                            row.current(), row.management(row.latest()), row.superseded(now())));
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            on(key, row -> row.settledClients.add(clientId));
        }
    }
}
