package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCoordination.Retired.Cause;
import io.github.dcr4j.DcrCredentialStore.Healed;
import io.github.dcr4j.DcrCredentialStore.Invalidation;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.InProcessCoordination.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one key: what {@link MemoryDcrCredentialStore} and {@link
 * FileDcrCredentialStore} promise, step by step. Not thread-safe: a step
 * runs under the lock of its key, between {@link #begin} and {@link #leave}.
 */
final class KeyHistory {
    private static final Duration LINGERING = Duration.ofDays(7);

    /** In the order of their versions; the last one is current, unless it has ended or its record is gone. */
    private final List<KnownGeneration> generations = new ArrayList<>();

    /** What was forgotten for want of room though its client may live at the server. */
    private final List<KnownGeneration> dropped = new ArrayList<>();

    private Moment now = new Moment(0, 0);
    private @Nullable DcrCredentials current;
    private Duration life = LINGERING;
    private long version;
    private @Nullable Long lastInvalidation;
    private long removedAtMillis = Long.MIN_VALUE;

    /**
     * Everything that is remembered between steps, for a store that keeps it outside of memory.
     *
     * @param generations in the order of their versions
     * @param version the highest version so far
     * @param lastInvalidation the monotonic moment of the last invalidation
     * @param removedAtMillis when the key was last removed; {@link Long#MIN_VALUE} for never
     */
    record State(
            List<KnownGeneration> generations,
            long version,
            @Nullable Long lastInvalidation,
            long removedAtMillis) {
        State {
            generations = List.copyOf(generations);
        }
    }

    /** Creates a history of nothing. */
    KeyHistory() {}

    /** Creates a history that goes on from {@code state}. */
    KeyHistory(State state) {
        generations.addAll(state.generations());
        version = state.version();
        lastInvalidation = state.lastInvalidation();
        removedAtMillis = state.removedAtMillis();
    }

    State state() {
        return new State(generations, version, lastInvalidation, removedAtMillis);
    }

    /** Begins a step at {@code now}, when {@code record} is what hits find. */
    void begin(@Nullable DcrCredentials record, Moment now) {
        this.now = now;
        current = record;
        generations.replaceAll(known -> known.at(now));
        if (record != null && known(record.generation()) == null) {
            append(record);
        }
    }

    /** Ends a step and returns what hits shall find; the only copy that is kept of the secret is there. */
    @Nullable
    DcrCredentials leave() {
        DcrCredentials record = current;
        life = longestKept().plus(LINGERING);
        current = null;
        return record;
    }

    /** Returns whether there is anything to remember. */
    boolean matters() {
        return !generations.isEmpty() || lastInvalidation != null || removedAtMillis != Long.MIN_VALUE;
    }

    /** Returns how long this outlives the step: a week longer than any credentials. */
    Duration life() {
        return life;
    }

    private Duration longestKept() {
        Duration longest = current == null ? Duration.ZERO : now.keptAsCurrent(current);
        Duration former = KnownGeneration.longestKept(generations, now);
        return former.compareTo(longest) > 0 ? former : longest;
    }

    boolean knows(String generation) {
        return known(generation) != null;
    }

    @Nullable
    DcrCredentials find(String generation) {
        if (isCurrent(generation)) {
            return current;
        }
        KnownGeneration known = known(generation);
        return known == null || known.former() == null ? null : known.former().credentials();
    }

    SaveResult save(DcrCredentials next, @Nullable String base) {
        KnownGeneration before = known(next.generation());
        if (before != null) {
            return savedBefore(next, before);
        }
        if (current != null && !isCurrent(base)) {
            return new SaveResult.Lost(current);
        }
        return new SaveResult.Saved(
                makeCurrent(next.toBuilder().version(version + 1).build()));
    }

    private SaveResult savedBefore(DcrCredentials again, KnownGeneration before) {
        if (current == null && before.equals(newest()) && !before.hasEnded()) {
            current = again.toBuilder().version(before.version()).build(); // its record was dropped for want of room
        }
        if (current == null) {
            return new SaveResult.Ended();
        }
        return isCurrent(again.generation()) ? new SaveResult.Saved(current) : new SaveResult.Superseded(current);
    }

    Healed heal(DcrCredentials lost) {
        KnownGeneration known = known(lost.generation());
        if (isCurrent(lost.generation())) {
            return Healed.CURRENT;
        }
        if (known != null ? known.hasEnded() : lost.createdAt().toEpochMilli() <= removedAtMillis) {
            return Healed.ENDED;
        }
        KnownGeneration newest = newest();
        if (newest == null || newest.equals(known) || lost.version() > newest.version()) {
            makeCurrent(lost);
            return Healed.CURRENT;
        }
        if (known == null) {
            int place = 0;
            while (generations.get(place).version() < lost.version()) {
                place++;
            }
            generations.add(place, KnownGeneration.of(lost).replaced(lost, now));
            makeRoom(lost.generation());
        } else if (known.former() == null) {
            generations.set(generations.indexOf(known), known.replaced(lost, now));
        }
        return Healed.FORMER;
    }

    private DcrCredentials makeCurrent(DcrCredentials next) {
        if (current != null) {
            DcrCredentials base = current;
            generations.replaceAll(
                    known -> known.generation().equals(base.generation()) ? known.replaced(base, now) : known);
        }
        current = next;
        if (known(next.generation()) == null) {
            append(next);
        }
        return next;
    }

    private void append(DcrCredentials next) {
        version = Math.max(version, next.version());
        generations.add(KnownGeneration.of(next));
        makeRoom(next.generation());
    }

    private void makeRoom(String taken) {
        KnownGeneration surplus = Surplus.of(generations, taken);
        if (surplus != null && generations.remove(surplus) && Surplus.isLost(surplus, generations, clientsInUse())) {
            dropped.add(surplus);
        }
    }

    /** Returns what was forgotten for want of room since the last call, without what is settled and over. */
    List<KnownGeneration> takeDropped() {
        List<KnownGeneration> taken = List.copyOf(dropped);
        dropped.clear();
        return taken;
    }

    boolean amend(DcrManagement from, DcrManagement to) {
        boolean found = false;
        for (KnownGeneration known : List.copyOf(generations)) {
            if (from.equals(known.management())) {
                generations.set(generations.indexOf(known), known.manage(to));
                found = true;
                if (current != null && isCurrent(known.generation())) {
                    current = current.toBuilder().management(to).build();
                }
            }
        }
        return found || generations.stream().anyMatch(known -> to.equals(known.management()));
    }

    Invalidation invalidate(String generation, Duration atMostEvery) {
        if (!isCurrent(generation)) {
            KnownGeneration known = known(generation);
            if (known == null && !Surplus.isFull(generations)) {
                generations.add(0, KnownGeneration.endedUnknown(generation)); // what is saved later is born ended
            }
            return known != null && known.hasEnded() ? new Invalidation.Already() : new Invalidation.NotCurrent();
        }
        if (lastInvalidation != null) {
            Duration left = atMostEvery.minusNanos(now.nanos() - lastInvalidation);
            if (!left.isZero() && !left.isNegative()) {
                return new Invalidation.TooSoon(left);
            }
        }
        lastInvalidation = now.nanos();
        generations.replaceAll(known -> known.generation().equals(generation) ? known.end(Cause.INVALIDATED) : known);
        current = null;
        return new Invalidation.Done();
    }

    void remove() {
        removedAtMillis = now.millis();
        generations.replaceAll(known -> known.end(Cause.REMOVED));
        current = null;
    }

    /** Returns the former generations that can still be found. */
    List<DcrCredentials> formers() {
        List<DcrCredentials> formers = new ArrayList<>();
        for (KnownGeneration known : generations) {
            if (known.former() != null) {
                formers.add(known.former().credentials());
            }
        }
        return formers;
    }

    boolean refersTo(String clientId) {
        return clientsInUse().contains(clientId);
    }

    Known look() {
        KnownGeneration newest = newest();
        Set<String> kept = clientsInUse();
        if (newest != null && newest.management() != null) {
            kept.add(newest.clientId());
        }
        return new Known(
                current, newest == null ? null : newest.management(), KnownGeneration.retired(generations, kept));
    }

    void settled(String clientId) {
        generations.replaceAll(known -> known.clientId().equals(clientId) ? known.manage(null) : known);
    }

    private Set<String> clientsInUse() {
        Set<String> clients = new HashSet<>();
        if (current != null) {
            clients.add(current.clientId());
        }
        generations.stream().filter(known -> known.former() != null).forEach(known -> clients.add(known.clientId()));
        return clients;
    }

    private boolean isCurrent(@Nullable String generation) {
        return current != null && current.generation().equals(generation);
    }

    private @Nullable KnownGeneration newest() {
        return generations.isEmpty() ? null : generations.get(generations.size() - 1);
    }

    private @Nullable KnownGeneration known(String generation) {
        for (KnownGeneration known : generations) {
            if (known.generation().equals(generation)) {
                return known;
            }
        }
        return null;
    }
}
