package io.github.dcr4j.store.memory.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.memory.NearCache;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a {@link NearCache}: the current generation of each key, and what it replaced. Thread-safe.
 *
 * <p>Whatever changes a key on this side is counted when it is done. Who asked the shared store before that count does
 * not know of the change, and what he learnt is not kept as if he did.
 */
public final class NearEntries {
    private static final int STRIPES = 256;

    private final Cache<DcrKey, NearEntry> entries;
    private final FormerGenerations formers;
    private final Rejections rejections;
    private final Ages ages;
    private final DcrClock clock;
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    /** Upkeep runs on the threads that use the cache: it is short, and a hit must not create a task for another one. */
    public NearEntries(long maximumSize, Ages ages, Rejections rejections, DcrClock clock) {
        entries = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .executor(Runnable::run)
                .build();
        formers = new FormerGenerations(maximumSize, ages, clock);
        this.rejections = rejections;
        this.ages = ages;
        this.clock = clock;
    }

    @Nullable
    public NearEntry get(DcrKey key) {
        return entries.getIfPresent(key);
    }

    public FormerGenerations formers() {
        return formers;
    }

    /** Returns how often this key, or another that is counted with it, was changed on this side. */
    public long changes(DcrKey key) {
        return changes.get(stripe(key));
    }

    private long changed(DcrKey key) {
        return changes.incrementAndGet(stripe(key));
    }

    private static int stripe(DcrKey key) {
        return Math.floorMod(key.hashCode(), STRIPES);
    }

    /** Takes over what the shared store said when it was asked, at {@code before} changes. */
    public void read(DcrCredentials current, long before) {
        entries.asMap()
                .compute(
                        current.key(),
                        (key, present) -> changes(key) == before ? newer(present, confirmed(current)) : present);
    }

    /**
     * Keeps what the shared store gave out by its name when it was asked at {@code askedAt}, {@code before} changes.
     */
    public void readByName(DcrCredentials found, long askedAt, long before) {
        formers.keep(new FormerGenerations.Kept(found, askedAt), () -> changes(found.key()) == before);
    }

    /** Takes over how a write ended that began at {@code before} changes; what crossed another one is checked first. */
    public void written(DcrCredentials current, long before) {
        boolean alone = changed(current.key()) == before + 1;
        NearEntry next = alone ? confirmed(current) : confirmed(current).doubtedAt(clock.nanos());
        entries.asMap().compute(current.key(), (key, present) -> newer(present, next));
    }

    private NearEntry confirmed(DcrCredentials current) {
        return ages.confirmed(current, clock.nanos());
    }

    /** An older version tells of a store that lost something, or of answers that overtook each other: to be checked. */
    private @Nullable NearEntry newer(@Nullable NearEntry present, NearEntry next) {
        if (isRejected(next.credentials())) {
            return null;
        }
        if (present == null || present.is(next.credentials().generation())) {
            return next;
        }
        if (present.credentials().version() > next.credentials().version()) {
            return present.doubtedAt(clock.nanos());
        }
        formers.keep(present);
        return next;
    }

    /** Notes that a generation has ended, so that neither this object nor a check takes it back. */
    public void ended(DcrCredentials credentials, String why) {
        rejections.ended(credentials.key(), credentials.generation(), why);
    }

    private boolean isRejected(DcrCredentials credentials) {
        return rejections.concern(credentials.key(), credentials.generation());
    }

    /** Takes over what a check of {@code known} found, unless the key was changed meanwhile; returns whether it did. */
    boolean checked(NearEntry known, SharedLook.Found found, long askedAt) {
        DcrKey key = known.credentials().key();
        DcrCredentials current = found.current();
        NearEntry next = current == null || isRejected(current) ? null : ages.checked(known, found, current, askedAt);
        if (replace(known, present -> next) == null) {
            return false;
        }
        if (found.knownIsFormer()) {
            formers.keep(known);
        } else if (next == null || !known.is(next.credentials().generation())) {
            formers.drop(key, known.credentials().generation());
        }
        return true;
    }

    /** Notes that a check of {@code known} failed; returns whether that is news. */
    boolean unanswered(NearEntry known) {
        NearEntry replaced = replace(known, present -> ages.unanswered(present, clock.nanos()));
        return replaced != null && !replaced.reported();
    }

    /** Replaces what is known still as {@code known}, or drops it; returns what was replaced, if anything was. */
    private @Nullable NearEntry replace(NearEntry known, Function<NearEntry, @Nullable NearEntry> next) {
        DcrKey key = known.credentials().key();
        while (true) {
            NearEntry present = get(key);
            if (present == null || !known.isBasisOf(present)) {
                return null;
            }
            NearEntry after = next.apply(present);
            boolean done = after == null
                    ? entries.asMap().remove(key, present)
                    : entries.asMap().replace(key, present, after);
            if (done) {
                return present;
            }
        }
    }

    public void amended(DcrKey key, DcrManagement from, DcrManagement to) {
        changed(key);
        entries.asMap()
                .computeIfPresent(
                        key,
                        (k, present) -> present.credentials()
                                        .management()
                                        .filter(from::equals)
                                        .isPresent()
                                ? present.amended(to)
                                : present);
        formers.amended(key, from, to);
    }

    /** Takes over how an invalidation ended. */
    public void invalidated(DcrKey key, String generation, String reason, Invalidation result) {
        if (result instanceof Invalidation.Done || result instanceof Invalidation.Already) {
            rejections.ended(key, generation, reason);
        } else {
            rejections.forget(key, generation);
        }
        if (!(result instanceof Invalidation.TooSoon)) {
            drop(key, generation);
        }
    }

    /** Drops a generation whose invalidation failed, unless another is known to be current. */
    public void reject(Rejections.Rejection rejection) {
        NearEntry known = get(rejection.key());
        if (known == null || known.is(rejection.generation())) {
            rejections.add(rejection);
            drop(rejection.key(), rejection.generation());
        }
    }

    /** Takes over how a healing ended that began at {@code before} changes. */
    public void healed(DcrCredentials known, Healed result, long before) {
        if (result == Healed.CURRENT) {
            written(known, before);
        } else {
            drop(known.key(), known.generation());
        }
        if (result == Healed.ENDED) {
            ended(known, "ended elsewhere");
        }
    }

    /** Drops a generation that is not served any more; another one that is known is checked before it is. */
    public void drop(DcrKey key, String generation) {
        changed(key);
        formers.drop(key, generation);
        entries.asMap()
                .computeIfPresent(
                        key, (k, present) -> present.is(generation) ? null : present.doubtedAt(clock.nanos()));
    }

    /** Drops all generations of a key. */
    public void drop(DcrKey key) {
        changed(key);
        formers.drop(key);
        entries.invalidate(key);
    }

    /** Has a key checked before it is used again: how a write of it ended is unknown. */
    public void doubt(DcrKey key) {
        changed(key);
        entries.asMap().computeIfPresent(key, (k, present) -> present.doubtedAt(clock.nanos()));
    }

    public void clear() {
        entries.invalidateAll();
        formers.clear();
    }

    /** Returns how many keys are known. */
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }
}
