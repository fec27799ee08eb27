package io.github.dcr4j.verify;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Checks the clients of requests that ask for it, again and again from their first use on, whether or not they are
 * used: one check a period for all replicas. What waits for its time holds no thread, and no JVM. Thread-safe.
 */
public final class PeriodicChecks {
    static final Duration SHORTEST = Duration.ofHours(1);

    private static final int MOST = 10_000;
    private static final Duration FIRST_WITHIN = Duration.ofMinutes(5);
    private static final Duration LEAST_SLACK = Duration.ofMinutes(1);

    private final DcrCredentialStore store;
    private final Verifications verifications;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final Set<DcrKey> watched = ConcurrentHashMap.newKeySet();

    public PeriodicChecks(
            DcrCredentialStore store,
            Verifications verifications,
            BackgroundWork background,
            EventPublisher publisher,
            DcrClock clock) {
        this.store = store;
        this.verifications = verifications;
        this.background = background;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Begins to check the client of {@code request}, if it asks for that and is not among those that are checked. */
    public void watch(RequestSpec request) {
        Duration period = request.verifyEvery();
        if (period == null || watched.contains(request.key()) || watched.size() >= MOST) {
            return;
        }
        if (watched.add(request.key())) {
            // what was due while no replica ran is found out soon after a start, and not by all replicas at one time
            background.after(random(shorter(FIRST_WITHIN, period.dividedBy(10))), () -> run(request, period));
        }
    }

    private void run(RequestSpec request, Duration period) {
        Duration slack = slack(period);
        Duration next;
        try {
            DcrCredentials current = StoreCalls.find(store, request.key());
            if (current == null) {
                watched.remove(request.key()); // the next use begins again
                return;
            }
            Duration spacing = spacing(period);
            Duration young = spacing.minus(age(current));
            // a client that was registered just now was known then
            Duration pause = young.isNegative() || young.isZero()
                    ? verifications.verifyIfDue(request, spacing, false)
                    : shorter(young, spacing);
            next = pause.isZero() ? spacing : longer(pause, LEAST_SLACK);
        } catch (DcrClosedException e) {
            return;
        } catch (RuntimeException e) {
            publisher.failures().checkFailed(request.key(), e);
            next = slack;
        }
        background.after(next.plus(random(slack)), () -> run(request, period));
    }

    private Duration age(DcrCredentials current) {
        return Duration.ofMillis(clock.millis() - current.createdAtMillis());
    }

    /** Checks are at least that far apart: nine tenths of the period, and an hour. */
    private static Duration spacing(Duration period) {
        return longer(SHORTEST, period.multipliedBy(9).dividedBy(10));
    }

    /** What is left of the period is chance. */
    private static Duration slack(Duration period) {
        return longer(LEAST_SLACK, period.minus(spacing(period)));
    }

    private static Duration random(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, Math.max(2, most.toMillis())));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
