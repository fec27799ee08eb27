package io.github.dcr4j.flow;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.request.RequestSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Starts the replacement of credentials that are due, in the background: one at a time for each key, and after a
 * failure not before the failure allows it. No caller waits for it. Thread-safe.
 */
public final class Refreshes {
    private static final long RUNNING = Long.MAX_VALUE;
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final int SWEEP_FROM = 1_024;

    /** When a key may be refreshed again, by the wall clock in milliseconds; keys that are not there may at once. */
    private final ConcurrentHashMap<DcrKey, Long> notBefore = new ConcurrentHashMap<>();

    private final BiFunction<RequestSpec, DcrCredentials, CompletableFuture<DcrCredentials>> start;
    private final EventPublisher publisher;
    private final DcrClock clock;

    /**
     * Creates one that has nothing to do.
     *
     * @param start starts a refresh and returns its outcome, without waiting
     */
    public Refreshes(
            BiFunction<RequestSpec, DcrCredentials, CompletableFuture<DcrCredentials>> start,
            EventPublisher publisher,
            DcrClock clock) {
        this.start = start;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Refreshes {@code due}, unless that is being done or has just failed. Allocates nothing then. */
    public void due(RequestSpec request, DcrCredentials due, long nowMillis) {
        DcrKey key = due.key();
        Long until = notBefore.get(key);
        if (until != null && nowMillis < until) {
            return;
        }
        boolean mine =
                until == null ? notBefore.putIfAbsent(key, RUNNING) == null : notBefore.replace(key, until, RUNNING);
        if (mine) {
            begin(request, due);
        }
    }

    private void begin(RequestSpec request, DcrCredentials due) {
        try {
            CompletableFuture<?> unused = start.apply(request, due).whenComplete((next, failure) -> {
                if (failure == null) {
                    notBefore.remove(due.key());
                } else {
                    holdBack(due.key(), failure);
                }
            });
        } catch (RuntimeException | Error e) {
            // callers get what is due; the failure is the refresh's alone
            publisher.failures().refreshNotStarted(due.key(), e);
            holdBack(due.key(), e);
        }
    }

    private void holdBack(DcrKey key, Throwable failure) {
        // what a caller waits after a first failure is too short where no caller waits
        Duration asked =
                failure instanceof DcrException known ? known.retryAfter().orElse(SHORTEST) : SHORTEST;
        Duration pause = asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
        long now = clock.millis();
        notBefore.put(key, now + Math.max(1, pause.toMillis()));
        if (notBefore.size() > SWEEP_FROM) {
            notBefore.values().removeIf(until -> until <= now);
        }
    }
}
