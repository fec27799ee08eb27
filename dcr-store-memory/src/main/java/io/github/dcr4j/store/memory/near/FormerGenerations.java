package io.github.dcr4j.store.memory.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Former generations that this process saw, so that a login which began with one can finish while the shared store is
 * away. None is kept longer than the shared store keeps it. Thread-safe.
 */
public final class FormerGenerations {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long AFTER_SECRET_MILLIS = TimeUnit.MINUTES.toMillis(15);

    private final Cache<Name, Kept> generations;
    private final Ages ages;
    private final DcrClock clock;

    private record Name(DcrKey key, String generation) {}

    /**
     * A former generation.
     *
     * @param confirmedAt when the shared store last gave it out, by the monotonic clock
     */
    public record Kept(DcrCredentials credentials, long confirmedAt) {}

    FormerGenerations(long maximumSize, Ages ages, DcrClock clock) {
        generations = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(LONGEST)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
        this.ages = ages;
        this.clock = clock;
    }

    /** Returns what is kept under that name, fresh or not. */
    @Nullable
    public Kept find(DcrKey key, String generation) {
        Kept kept = generations.getIfPresent(new Name(key, generation));
        return kept == null || isOver(kept.credentials()) ? null : kept;
    }

    public boolean isFresh(Kept kept) {
        return clock.nanos() - kept.confirmedAt() < ages.soft();
    }

    private boolean isOver(DcrCredentials former) {
        long expires = former.expiresAtMillis();
        return expires != Long.MAX_VALUE && clock.millis() - expires >= AFTER_SECRET_MILLIS;
    }

    /** Keeps what {@code replaced} was the last knowledge of. */
    void keep(NearEntry replaced) {
        keep(new Kept(replaced.credentials(), replaced.confirmedAt()), () -> true);
    }

    /** Keeps {@code former} if {@code stillSo}, which is asked in the same step. */
    void keep(Kept former, BooleanSupplier stillSo) {
        DcrCredentials credentials = former.credentials();
        Name name = new Name(credentials.key(), credentials.generation());
        generations.asMap().compute(name, (n, present) -> stillSo.getAsBoolean() ? former : present);
    }

    void amended(DcrKey key, DcrManagement from, DcrManagement to) {
        generations
                .asMap()
                .replaceAll((name, kept) -> name.key().equals(key)
                                && kept.credentials()
                                        .management()
                                        .filter(from::equals)
                                        .isPresent()
                        ? new Kept(kept.credentials().toBuilder().management(to).build(), kept.confirmedAt())
                        : kept);
    }

    public void drop(DcrKey key, String generation) {
        generations.invalidate(new Name(key, generation));
    }

    public void drop(DcrKey key) {
        generations.asMap().keySet().removeIf(name -> name.key().equals(key));
    }

    void clear() {
        generations.invalidateAll();
    }
}
