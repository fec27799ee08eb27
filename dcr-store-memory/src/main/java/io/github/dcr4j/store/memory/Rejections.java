package io.github.dcr4j.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentialStore.Invalidation;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Generations whose invalidation the shared store did not confirm, at most one for each key: this replica does not use
 * them, and invalidates them as soon as it meets them again. Thread-safe.
 */
final class Rejections {
    private final Cache<DcrKey, Rejection> pending;
    private final DcrCredentialStore shared;

    /** An invalidation as it was asked for. */
    record Rejection(DcrKey key, String generation, String reason, Duration atMostEvery) {}

    Rejections(long maximumSize, DcrCredentialStore shared) {
        pending = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .executor(Runnable::run)
                .build();
        this.shared = shared;
    }

    void add(Rejection rejection) {
        pending.put(rejection.key(), rejection);
    }

    boolean concern(DcrKey key, String generation) {
        return of(key, generation) != null;
    }

    void forget(DcrKey key, String generation) {
        Rejection rejection = of(key, generation);
        if (rejection != null) {
            pending.asMap().remove(key, rejection);
        }
    }

    /**
     * Repeats the invalidation of {@code met}, which the shared store gave out as current, if one is pending. Whatever
     * the store answers ends it: also that it is too soon, for then {@code met} stays current for everybody.
     *
     * @return whether {@code met} is not to be used
     */
    boolean settle(DcrCredentials met) {
        Rejection rejection = of(met.key(), met.generation());
        if (rejection == null) {
            return false;
        }
        Invalidation answer =
                shared.invalidate(rejection.key(), rejection.generation(), rejection.reason(), rejection.atMostEvery());
        pending.asMap().remove(rejection.key(), rejection);
        return !(answer instanceof Invalidation.TooSoon);
    }

    private @Nullable Rejection of(DcrKey key, String generation) {
        Rejection rejection = pending.getIfPresent(key);
        return rejection != null && rejection.generation().equals(generation) ? rejection : null;
    }
}
