package io.github.dcr4j;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The coordination of a store that brings none: leases, back-offs and intents in the memory of this process, one
 * instance for everybody who shall keep out of each other's way.
 *
 * <p>Thread-safe. A key is remembered only while something about it matters: a live lease, a back-off, an intent, a
 * count. It knows nothing of superseded clients; a store that does completes the granted claims itself.
 */
public final class InProcessCoordination implements DcrCoordination {
    private static final int SWEEP_FROM = 1_024;

    private final DcrCredentialStore store;
    private final DcrClock clock;
    private final ConcurrentHashMap<DcrKey, KeyClaims> keys = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_FROM);

    /**
     * Creates a coordination that knows of no lease.
     *
     * @param store where a claim looks again
     * @param clock measures the life of leases and back-offs
     */
    public InProcessCoordination(DcrCredentialStore store, DcrClock clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * {@inheritDoc}
     *
     * <p>The lease is taken first and the store looked at afterwards, so that no lock is held while the store is read. A
     * store that saves in between ends the lease by {@link #saved}, and {@link #mark} says so.
     */
    @Override
    public Claim claim(ClaimRequest request) {
        sweep();
        Claim taken = on(request.key(), claims -> claims.take(request, now()));
        boolean managing = request.purpose() == Purpose.MANAGE;
        DcrCredentials current = null;
        boolean keepLease = false;
        try {
            current = store.find(request.key());
            keepLease = managing || current == null || current.generation().equals(request.dead());
        } finally {
            if (!keepLease) {
                on(request.key(), claims -> claims.giveBack(request.owner()));
            }
        }
        if (current != null && !keepLease) {
            return new Claim.Current(current);
        }
        return taken instanceof Claim.Granted granted ? onBase(granted, current) : taken;
    }

    private static Claim onBase(Claim.Granted granted, @Nullable DcrCredentials base) {
        if (base == null) {
            return granted;
        }
        return new Claim.Granted(
                granted.lease(),
                base.generation(),
                granted.failures(),
                granted.leftover(),
                base.management().orElse(null),
                granted.superseded());
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return on(lease.key(), claims -> claims.mark(lease.owner(), intent, now()));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        on(lease.key(), claims -> claims.release(lease.owner(), outcome, now()));
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        on(key, claims -> claims.settle(clientId));
    }

    /**
     * Ends the lease and the back-off of {@code key}, whoever holds them, and the intent of {@code lease}. A store whose
     * coordination this is calls it when it has saved.
     */
    public void saved(DcrKey key, @Nullable DcrLease lease) {
        on(key, claims -> claims.saved(lease == null ? null : lease.owner()));
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }

    private <T> T on(DcrKey key, Function<KeyClaims, T> step) {
        StepResult<T> result = new StepResult<>();
        keys.compute(key, (k, claims) -> {
            KeyClaims present = claims == null ? new KeyClaims() : claims;
            result.value = step.apply(present);
            return present.matters(now()) ? present : null;
        });
        return Objects.requireNonNull(result.value);
    }

    private void sweep() {
        int size = keys.size();
        if (size >= sweepAt.get()) {
            long now = now();
            keys.keySet()
                    .forEach(key -> keys.computeIfPresent(key, (k, claims) -> claims.matters(now) ? claims : null));
            sweepAt.set(Math.max(SWEEP_FROM, 2 * keys.size()));
        }
    }

    private static final class StepResult<T> {
        private @Nullable T value;
    }
}
