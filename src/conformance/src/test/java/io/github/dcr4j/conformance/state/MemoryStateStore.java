package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backend in memory: one reference for each key, replaced by compare-and-set. Its time begins as the wall clock and
 * goes on by the monotonic one. Thread-safe. Tests damage what it holds.
 */
final class MemoryStateStore implements StateStore {
    private final DcrClock clock;
    private final long origin;
    private final Map<DcrKey, AtomicReference<Held>> keys = new ConcurrentHashMap<>();

    private record Held(@Nullable String writeId, Map<String, StoredEntry> entries) {
        static final Held NOTHING = new Held(null, Map.of());

        List<StoredEntry> named(List<String> names, Instant now) {
            return names.stream()
                    .map(entries::get)
                    .filter(Objects::nonNull)
                    .filter(entry -> !entry.hasEnded(now))
                    .toList();
        }
    }

    MemoryStateStore(DcrClock clock) {
        this.clock = clock;
        origin = clock.millis() - Math.floorDiv(clock.nanos(), 1_000_000);
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        Held held = held(reference(key));
        return new Found(held.writeId(), held.named(names, now()));
    }

    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        Held held = held(reference(key));
        Instant now = now();
        return new Snapshot(key, names, held.named(names, now), held.writeId(), now);
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        AtomicReference<Held> reference = reference(read.key());
        Held held = held(reference);
        if (now().isAfter(notAfter) || !unchanged(read, held)) {
            return false;
        }
        Map<String, StoredEntry> entries = new HashMap<>(held.entries());
        change.dropped().forEach(entries::remove);
        change.put().forEach(entry -> entries.put(entry.name(), entry));
        return reference.compareAndSet(held, new Held(change.writeId(), entries));
    }

    private boolean unchanged(Snapshot read, Held held) {
        if (read.writeId() != null || held.writeId() != null) {
            return Objects.equals(read.writeId(), held.writeId());
        }
        List<StoredEntry> present = held.named(read.names(), now());
        return present.size() == read.entries().size()
                && present.stream().allMatch(entry -> entry.sameAs(read.entry(entry.name())));
    }

    @Override
    public Stream<Found> stream(List<String> names) {
        return keys.keySet().stream()
                .map(key -> find(key, names))
                .filter(found -> !found.entries().isEmpty());
    }

    @Override
    public void close() {}

    private Instant now() {
        return Instant.ofEpochMilli(origin + Math.floorDiv(clock.nanos(), 1_000_000));
    }

    private static Held held(AtomicReference<Held> reference) {
        return Objects.requireNonNull(reference.get());
    }

    private AtomicReference<Held> reference(DcrKey key) {
        return keys.computeIfAbsent(key, k -> new AtomicReference<>(Held.NOTHING));
    }

    /** Returns the names of everything that is held of a key. */
    List<String> names(DcrKey key) {
        return held(reference(key)).entries().keySet().stream().sorted().toList();
    }

    /** Returns an entry, passed or not. */
    @Nullable
    StoredEntry entry(DcrKey key, String name) {
        return held(reference(key)).entries().get(name);
    }

    @Nullable
    String writeId(DcrKey key) {
        return held(reference(key)).writeId();
    }

    /** Loses an entry, as a backend that evicts does; with the state the write id is lost. */
    void lose(DcrKey key, String name) {
        reference(key).updateAndGet(present -> {
            Held held = Objects.requireNonNull(present);
            Map<String, StoredEntry> left = new HashMap<>(held.entries());
            left.remove(name);
            return new Held(name.equals("state") ? null : held.writeId(), left);
        });
    }

    /** Puts a write id in, without a write. */
    void putWriteId(DcrKey key, String writeId) {
        reference(key)
                .updateAndGet(present ->
                        new Held(writeId, Objects.requireNonNull(present).entries()));
    }

    /** Puts an entry in, without a write. */
    void putBack(DcrKey key, StoredEntry entry) {
        reference(key).updateAndGet(present -> {
            Held held = Objects.requireNonNull(present);
            Map<String, StoredEntry> more = new HashMap<>(held.entries());
            more.put(entry.name(), entry);
            return new Held(held.writeId(), more);
        });
    }
}
