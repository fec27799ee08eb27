package io.github.dcr4j.store.memory.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Generations that are not used any more: those whose invalidation the shared store did not confirm, and those that
 * ended, at most one for each key. They are invalidated as soon as they are met again: the shared store has not heard
 * of the invalidation, or has lost the end. Thread-safe.
 */
public final class Rejections {
    /** How often a generation is invalidated that the shared store goes on to give out. */
    public static final int MOST_TRIES = 4;

    private final Cache<DcrKey, Rejection> known;
    private final DcrCredentialStore shared;

    /**
     * An invalidation as it was asked for.
     *
     * @param ended whether the shared store has confirmed it
     */
    public record Rejection(DcrKey key, String generation, String reason, Duration atMostEvery, boolean ended) {
        public Rejection(DcrKey key, String generation, String reason, Duration atMostEvery) {
            this(key, generation, reason, atMostEvery, false);
        }
    }

    public Rejections(long maximumSize, DcrCredentialStore shared) {
        known = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .executor(Runnable::run)
                .build();
        this.shared = shared;
    }

    void add(Rejection rejection) {
        known.put(rejection.key(), rejection);
    }

    /** Notes that the shared store has ended a generation. */
    void ended(DcrKey key, String generation, String reason) {
        known.put(key, new Rejection(key, generation, reason, Duration.ZERO, true));
    }

    /** Whether the shared store has said that the generation ended. */
    public boolean haveEnded(DcrKey key, String generation) {
        Rejection rejection = of(key, generation);
        return rejection != null && rejection.ended();
    }

    public boolean concern(DcrKey key, String generation) {
        return of(key, generation) != null;
    }

    void forget(DcrKey key, String generation) {
        Rejection rejection = of(key, generation);
        if (rejection != null) {
            known.asMap().remove(key, rejection);
        }
    }

    /**
     * Repeats the invalidation of {@code met}, which the shared store gave out as current, if it is known here. If the
     * store answers that it is too soon, {@code met} stays current for every replica, and the rejection is forgotten.
     *
     * @return whether {@code met} is not to be used
     */
    public boolean settle(DcrCredentials met) {
        Rejection rejection = of(met.key(), met.generation());
        if (rejection == null) {
            return false;
        }
        Invalidation answer =
                shared.invalidate(rejection.key(), rejection.generation(), rejection.reason(), rejection.atMostEvery());
        boolean over = answer instanceof Invalidation.Done || answer instanceof Invalidation.Already;
        if (over) {
            ended(rejection.key(), rejection.generation(), rejection.reason());
        } else if (!rejection.ended() || answer instanceof Invalidation.TooSoon) {
            known.asMap().remove(rejection.key(), rejection);
        }
        return !(answer instanceof Invalidation.TooSoon);
    }

    private @Nullable Rejection of(DcrKey key, String generation) {
        Rejection rejection = known.getIfPresent(key);
        return rejection != null && rejection.generation().equals(generation) ? rejection : null;
    }
}
