package io.github.dcr4j;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coordination inside this process: leases, back-offs and intents in memory, one instance for everybody who shall keep
 * out of each other's way.
 *
 * <p>A store that brings no coordination gets one per resolver. A store that lives in this process creates one for all
 * resolvers, gives it a {@link Backing} and calls {@link #saved} or {@link #lost} in the same step in which it saves. Thread-safe. A key
 * is remembered only while something about it matters: a live lease, a back-off, an intent, a count.
 */
public final class InProcessCoordination implements DcrCoordination {
    private static final int SWEEP_FROM = 1_024;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Backing backing;
    private final DcrClock clock;
    private final ConcurrentHashMap<DcrKey, KeyClaims> keys = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_FROM);

    /**
     * What the coordination asks of its store. Implementations are thread-safe; they may call {@link #saved} and
     * {@link #lost} under a lock of theirs, for they are never called under a lock of the coordination.
     */
    public interface Backing {
        /** Returns what is known of {@code key}, in one consistent look that no statistics count. */
        Known look(DcrKey key);

        /** Forgets the management data of a client that was deleted at the server. */
        void settled(DcrKey key, String clientId);
    }

    /**
     * What a store knows of a key.
     *
     * @param current the current generation
     * @param latest the management data of the latest generation, also of one that has ended
     * @param superseded other clients that no current or former generation uses, not yet settled, each once
     */
    public record Known(
            @Nullable DcrCredentials current, @Nullable DcrManagement latest, List<Retired> superseded) {
        public Known {
            superseded = List.copyOf(superseded);
        }

        /**
         * Returns what {@code request} is answered, given what the claims on the key say of it. If that is {@link
         * Claim.Current}, a lease that was taken for it is given back.
         */
        public Claim answer(ClaimRequest request, Claim taken) {
            if (current != null
                    && !current.generation().equals(request.dead())
                    && request.purpose() != Purpose.MANAGE) {
                return new Claim.Current(current);
            }
            return taken instanceof Claim.Granted granted
                    ? new Claim.Granted(
                            granted.lease(),
                            current == null ? null : current.generation(),
                            granted.failures(),
                            granted.leftover(),
                            latest,
                            superseded)
                    : taken;
        }
    }

    /**
     * Creates a coordination that knows of no lease.
     *
     * @param backing where a claim looks again
     * @param clock measures the life of leases and back-offs
     */
    public InProcessCoordination(Backing backing, DcrClock clock) {
        this.backing = Objects.requireNonNull(backing, "backing");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Returns a coordination that knows of no lease, for a store that remembers nothing of superseded clients.
     *
     * @param find looks for the current generation of a key
     * @param clock measures the life of leases and back-offs
     */
    public static InProcessCoordination over(Function<DcrKey, @Nullable DcrCredentials> find, DcrClock clock) {
        return new InProcessCoordination(new CurrentOnly(find), clock);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The lease is taken first and the store looked at afterwards, so that no lock is held while the store is read. A
     * store that saves in between ends the lease by {@link #saved}, and {@link #mark} says so. If the store cannot be
     * read the lease is given back.
     */
    @Override
    public Claim claim(ClaimRequest request) {
        sweep();
        Claim taken = on(request.key(), claims -> claims.take(request, now()));
        boolean leaseIsNeeded = false;
        try {
            Claim answer = backing.look(request.key()).answer(request, taken);
            leaseIsNeeded = !(answer instanceof Claim.Current);
            return answer;
        } finally {
            if (!leaseIsNeeded) {
                on(request.key(), claims -> claims.giveBack(request.owner()));
            }
        }
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
        backing.settled(key, clientId);
    }

    /**
     * Ends the lease and the back-off of {@code key}, whoever holds them, and the intent of {@code lease}. A store whose
     * coordination this is calls it in the step in which it saves, not when it only answers a save run again.
     */
    public void saved(DcrKey key, @Nullable DcrLease lease) {
        on(key, claims -> claims.saved(lease == null ? null : lease.owner()));
    }

    /**
     * Ends {@code lease} as if it ran out: its holder can still say what came of it. A store whose coordination this is
     * calls it when a save under the lease has lost.
     */
    public void lost(DcrLease lease) {
        on(lease.key(), claims -> claims.runOut(lease.owner(), now()));
    }

    /** Returns how many keys are remembered. */
    int size() {
        return keys.size();
    }

    private long now() {
        return Math.floorDiv(clock.nanos(), NANOS_PER_MILLI);
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

    /** Forgets what stopped mattering untouched; one caller at a time, and more rarely the more keys are alive. */
    private void sweep() {
        int limit = sweepAt.get();
        if (keys.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
            long now = now();
            keys.keySet().forEach(key -> keys.computeIfPresent(key, (k, c) -> c.matters(now) ? c : null));
            sweepAt.set(Math.max(SWEEP_FROM, 2 * keys.size()));
        }
    }

    private static final class StepResult<T> {
        private @Nullable T value;
    }

    private record CurrentOnly(Function<DcrKey, @Nullable DcrCredentials> find) implements Backing {
        private CurrentOnly {
            Objects.requireNonNull(find, "find");
        }

        @Override
        public Known look(DcrKey key) {
            DcrCredentials current = find.apply(key);
            return new Known(
                    current, current == null ? null : current.management().orElse(null), List.of());
        }

        @Override
        public void settled(DcrKey key, String clientId) {}
    }
}
