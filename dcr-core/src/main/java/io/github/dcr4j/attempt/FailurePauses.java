package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Pauses the registration of a key after a failure: on every replica, or here alone. Thread-safe. */
public final class FailurePauses {
    private static final int MOST_REMEMBERED = 10_000;

    private final LocalPauses localPauses;
    private final ServerPauses serverPauses;
    /** Why the last attempt of a key failed here. */
    private final ConcurrentHashMap<DcrKey, String> last = new ConcurrentHashMap<>();

    public FailurePauses(LocalPauses localPauses, ServerPauses serverPauses) {
        this.localPauses = localPauses;
        this.serverPauses = serverPauses;
    }

    /**
     * Why an attempt failed.
     *
     * @param endpoint where its last registration was answered; {@code null} if none was
     * @param clockInDoubt whether the local clock alone may be to blame: the other replicas do not pause then
     */
    public record Failure(DcrException exception, @Nullable EndpointUrl endpoint, boolean clockInDoubt) {}

    /**
     * Checks that nothing pauses {@code key} here.
     *
     * @throws RegistrationPaused saying for how long, and after what
     */
    public void check(DcrKey key) {
        localPauses.check(key);
    }

    /** Ends what pauses {@code key} here: a registration has succeeded. */
    public void end(DcrKey key) {
        localPauses.end(key);
        last.remove(key);
    }

    /** Returns for how long {@code key} is paused on this replica alone; zero if it is not. */
    public Duration left(DcrKey key) {
        return localPauses.left(key);
    }

    /**
     * Returns why the last attempt for {@code key} failed here; {@code null} if it succeeded, or that is not
     * remembered.
     */
    public @Nullable String lastFailure(DcrKey key) {
        return last.get(key);
    }

    private void remember(DcrKey key, DcrException failure) {
        if (last.size() >= MOST_REMEMBERED) {
            last.clear();
        }
        last.put(key, String.valueOf(failure.getMessage()));
    }

    /**
     * Ends the lease with the failure, so that the pause after it begins.
     *
     * @param lease {@code null} if none was held
     * @return the failure, with the pause that follows it
     */
    public DcrException begin(Failure failure, Attempt attempt, @Nullable HeldLease lease) {
        DcrException exception = failure.exception();
        DcrKey key = attempt.key();
        remember(key, exception);
        int failuresBefore = failure.clockInDoubt()
                ? localPauses.failures(key)
                : lease == null ? 0 : lease.granted().failures();
        Outcome outcome = RegistrationBudget.after(
                exception,
                lease == null ? Effect.NONE : lease.settleEffect(),
                failuresBefore,
                attempt.request().metadataDigest());
        if (failure.clockInDoubt()) {
            localPauses.add(key, outcome);
        }
        if (lease == null) {
            return exception;
        }
        lease.finish(failure.clockInDoubt() ? uncounted(lease, outcome) : outcome);
        return lease.isLeft() ? exception : PausedFailure.of(exception, pause(failure, outcome));
    }

    /** What a replica whose clock may be wrong registered in vain and deleted counts for no other. */
    private static Outcome uncounted(HeldLease lease, Outcome outcome) {
        boolean leftover = lease.granted().leftover() != null;
        return Outcome.of(Result.NEITHER, leftover ? outcome.effect() : Effect.NONE);
    }

    /** Returns for how long the key is paused here: by its own failure, and by its server. */
    private Duration pause(Failure failure, Outcome outcome) {
        EndpointUrl endpoint = failure.endpoint();
        return endpoint != null
                        && failure.exception() instanceof DcrRefusedException refused
                        && ServerPauses.isAskedForBy(refused)
                ? serverPauses.add(endpoint, refused, outcome.backOff())
                : outcome.backOff();
    }
}
