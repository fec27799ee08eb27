package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.memory.near.Ages;
import io.github.dcr4j.store.memory.near.CheckSettings;
import io.github.dcr4j.store.memory.near.FormerGenerations;
import io.github.dcr4j.store.memory.near.LookUps;
import io.github.dcr4j.store.memory.near.NearCoordination;
import io.github.dcr4j.store.memory.near.NearEntries;
import io.github.dcr4j.store.memory.near.NearEntry;
import io.github.dcr4j.store.memory.near.NearEvents;
import io.github.dcr4j.store.memory.near.NearThreads;
import io.github.dcr4j.store.memory.near.Outage;
import io.github.dcr4j.store.memory.near.Rechecks;
import io.github.dcr4j.store.memory.near.Rejections;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in this process what a shared store holds, so that a hit costs no network and goes on while that store is
 * away. What {@link #find(DcrKey)} does with a key it knows:
 *
 * <ul>
 *   <li>up to the soft age it returns what it knows, without a lock and without allocating;
 *   <li>after that it returns what it knows and has it checked in the background, by one read of the shared store;
 *   <li>after the hard age it is checked first: all who ask wait for that one check, at most its time-out by the clock,
 *       and before that no longer than again that for a thread;
 *   <li>if the check fails, what was last known is returned, and checked again in a second. After three failures in a
 *       row the store counts as away: no caller waits for it, and one check a second finds out whether it is back.
 * </ul>
 *
 * <p>A check that finds another generation takes it over. One that finds none, or one of a version that is not higher,
 * meets a store that lost what it had acknowledged: the known generation is {@linkplain #heal healed} if the store
 * confirmed it within 24 hours and its secret has not expired. One that has ended is dropped by that check and never
 * comes back: a store that lost the end is asked to invalidate it anew, and what was healed is checked every second for
 * a soft age. So a replica may use for a soft age what another has replaced or ended; what happens through this object
 * is seen at once.
 *
 * <p>Absence is not remembered: a key that is unknown here is looked up in the shared store. A generation that is
 * invalidated through this object while the shared store is away is not given out here any more, and is invalidated as
 * soon as it is met again. What is dropped here for want of room is in the shared store still.
 *
 * <p>Defaults: 10,000 keys, as many former generations; soft age 30 s, hard age 5 min, time-out 500 ms. Thread-safe.
 *
 * <pre>{@code
 * NearCache store = NearCache.over(RedisDcrCredentialStore.open(redisUri, keyRing));
 * DcrResolver resolver = DcrResolver.builder(store).build();
 * }</pre>
 */
public final class NearCache implements DcrCredentialStore {
    private final DcrCredentialStore shared;
    private final DcrClock clock;
    private final NearEntries entries;
    private final Rejections rejections;
    private final Rechecks rechecks;
    private final LookUps lookUps;
    private final @Nullable ExecutorService ownExecutor;
    private final boolean closeShared;
    private final AtomicBoolean closed = new AtomicBoolean();

    NearCache(NearCacheBuilder settings) {
        shared = settings.shared;
        clock = settings.clock;
        closeShared = settings.closeShared;
        rejections = new Rejections(settings.maximumSize, shared);
        Ages ages = Ages.of(settings.softAge, settings.hardAge);
        entries = new NearEntries(settings.maximumSize, ages, rejections, clock);
        ownExecutor = settings.executor == null ? NearThreads.open() : null;
        Executor executor = settings.executor == null ? Objects.requireNonNull(ownExecutor) : settings.executor;
        Outage outage = new Outage();
        NearEvents events = settings.events();
        rechecks = new Rechecks(
                new CheckSettings(shared, clock, settings.checkTimeout, events), entries, outage, executor);
        lookUps = new LookUps(shared, clock, entries, rejections, outage, events);
    }

    /** Returns a cache with the defaults in front of {@code shared}, which it owns: closing the cache closes it. */
    public static NearCache over(DcrCredentialStore shared) {
        return builder(shared).build();
    }

    public static NearCacheBuilder builder(DcrCredentialStore shared) {
        return new NearCacheBuilder(shared);
    }

    /**
     * {@inheritDoc}
     *
     * @throws DcrStoreException if the key is unknown here and the shared store cannot be read
     */
    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        NearEntry entry = entries.get(key);
        if (entry == null) {
            return lookUps.current(key);
        }
        if (entry.isFreshAt(clock.nanos())) {
            return entry.credentials();
        }
        NearEntry usable = rechecks.usable(entry);
        return usable == null ? null : usable.credentials();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The current generation, and former ones that this process has seen, are returned from memory up to the soft
     * age, and while the shared store is away. Everything else is asked of the shared store.
     */
    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        Objects.requireNonNull(generation, "generation");
        if (rejections.concern(key, generation)) {
            return null;
        }
        NearEntry entry = entries.get(key);
        if (entry != null && entry.is(generation)) {
            NearEntry usable = entry.isFreshAt(clock.nanos()) ? entry : rechecks.usable(entry);
            if (usable != null && usable.is(generation)) {
                return usable.credentials();
            }
        }
        FormerGenerations.Kept kept = entries.formers().find(key, generation);
        return kept != null && entries.formers().isFresh(kept)
                ? kept.credentials()
                : lookUps.named(key, generation, kept);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        DcrKey key = next.key();
        long before = entries.changes(key);
        SaveResult result = writing(key, () -> shared.save(next, base, lease));
        if (result instanceof SaveResult.Saved saved) {
            entries.written(saved.stored(), before);
        } else if (result instanceof SaveResult.Superseded superseded) {
            entries.written(superseded.winner(), before);
        } else if (result instanceof SaveResult.Lost lost) {
            entries.written(lost.winner(), before);
        } else {
            entries.drop(key, next.generation());
        }
        return result;
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        boolean amended = writing(key, () -> shared.amend(key, from, to));
        if (amended) {
            entries.amended(key, from, to);
        } else {
            entries.doubt(key);
        }
        return amended;
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the shared store cannot be written, the generation is not given out by this object any more, and is
     * invalidated as soon as it is met again.
     */
    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        Invalidation result;
        try {
            result = shared.invalidate(key, generation, reason, atMostEvery);
        } catch (DcrStoreException e) {
            entries.reject(new Rejections.Rejection(key, generation, reason, atMostEvery));
            throw e;
        }
        entries.invalidated(key, generation, reason, result);
        return result;
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return shared.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        if (rejections.haveEnded(known.key(), known.generation())) {
            return Healed.ENDED;
        }
        long before = entries.changes(known.key());
        Healed healed = writing(known.key(), () -> shared.heal(known));
        entries.healed(known, healed, before);
        return healed;
    }

    /** {@inheritDoc} If the shared store cannot be written, what is known here is checked before it is used again. */
    @Override
    public void remove(DcrKey key) {
        NearEntry known = entries.get(key);
        writing(key, () -> {
            shared.remove(key);
            return true;
        });
        if (known != null) {
            entries.ended(known.credentials(), "removed");
        }
        entries.drop(key);
    }

    private <T> T writing(DcrKey key, Supplier<T> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            entries.doubt(key);
            throw e;
        }
    }

    /** {@inheritDoc} Those of the shared store, not only those known here. */
    @Override
    public List<Evicted> takeEvicted() {
        return shared.takeEvicted();
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return shared.stream();
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new NearCoordination(shared.coordination(clock), entries, rejections);
    }

    long size() {
        return entries.size();
    }

    /**
     * Forgets everything, lets all go who wait for a check, ends the threads of its own, and closes the shared store
     * unless it was built not to. An executor that was handed in stays open. Calling it again does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        rechecks.close();
        entries.clear();
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        if (closeShared) {
            shared.close();
        }
    }
}
