package io.github.dcr4j.flight;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * At most one running piece of work per key; callers of the same key meanwhile share its outcome. Thread-safe.
 *
 * <p>The work runs elsewhere, never on a caller's thread, so that a caller who leaves does not take it along.
 * Whatever it throws ends the flight: a key is never left behind.
 */
public final class SingleFlight {
    private final ConcurrentHashMap<DcrKey, CompletableFuture<DcrCredentials>> flights = new ConcurrentHashMap<>();
    private final PerServerLimiter lines;

    public SingleFlight(PerServerLimiter lines) {
        this.lines = lines;
    }

    /**
     * Returns the outcome of the flight that runs for {@code key}, starting {@code work} if none does. Not to be
     * completed.
     *
     * @param server where it works: few flights at a time do so at one server
     */
    public CompletableFuture<DcrCredentials> join(String server, DcrKey key, FlightWork work) {
        CompletableFuture<DcrCredentials> running = flights.get(key);
        if (running != null) {
            return running;
        }
        CompletableFuture<DcrCredentials> own = new CompletableFuture<>();
        running = flights.putIfAbsent(key, own);
        if (running != null) {
            return running;
        }
        lines.execute(server, new Flight(key, own, work));
        return own;
    }

    private final class Flight implements Work {
        private final DcrKey key;
        private final CompletableFuture<DcrCredentials> own;
        private final FlightWork work;

        Flight(DcrKey key, CompletableFuture<DcrCredentials> own, FlightWork work) {
            this.key = key;
            this.own = own;
            this.work = work;
        }

        @Override
        public @Nullable Duration run(Place place) {
            Stretch stretch;
            try {
                stretch = work.go(place);
            } catch (Throwable t) {
                end(key, own).completeExceptionally(t);
                return null;
            }
            if (stretch instanceof Stretch.Pause pause) {
                return pause.time();
            }
            end(key, own).complete(((Stretch.Landed) stretch).outcome());
            return null;
        }

        @Override
        public void notStarted(Throwable why) {
            end(key, own)
                    .completeExceptionally(
                            why instanceof RejectedExecutionException
                                    ? new IllegalStateException("the resolver's executor is closed", why)
                                    : why);
        }
    }

    /** Removed first, then completed: a later caller starts anew and does not meet an old failure. */
    private CompletableFuture<DcrCredentials> end(DcrKey key, CompletableFuture<DcrCredentials> own) {
        flights.remove(key, own);
        return own;
    }

    /** Returns the flights that are running. */
    public Collection<CompletableFuture<DcrCredentials>> running() {
        return List.copyOf(flights.values());
    }
}
