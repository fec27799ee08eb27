package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * At most one running piece of work per key; whoever asks for the same key meanwhile shares its outcome. Thread-safe.
 *
 * <p>The work runs on the executor, never on a caller's thread, so that a caller who leaves does not take it along.
 * Whatever it throws ends the flight: a key is never left behind.
 */
final class SingleFlight {
    private final ConcurrentHashMap<DcrKey, CompletableFuture<DcrCredentials>> flights = new ConcurrentHashMap<>();
    private final Executor executor;

    SingleFlight(Executor executor) {
        this.executor = executor;
    }

    /** Returns the outcome of the flight that runs for {@code key}, starting {@code work} if none does. Not to be completed. */
    CompletableFuture<DcrCredentials> join(DcrKey key, Supplier<DcrCredentials> work) {
        CompletableFuture<DcrCredentials> running = flights.get(key);
        if (running != null) {
            return running;
        }
        CompletableFuture<DcrCredentials> own = new CompletableFuture<>();
        running = flights.putIfAbsent(key, own);
        if (running != null) {
            return running;
        }
        try {
            executor.execute(() -> fly(key, own, work));
        } catch (RejectedExecutionException e) {
            end(key, own).completeExceptionally(new IllegalStateException("the resolver's executor is closed", e));
        } catch (Throwable t) {
            end(key, own).completeExceptionally(t);
        }
        return own;
    }

    private void fly(DcrKey key, CompletableFuture<DcrCredentials> own, Supplier<DcrCredentials> work) {
        DcrCredentials outcome;
        try {
            outcome = work.get();
        } catch (Throwable t) {
            end(key, own).completeExceptionally(t);
            return;
        }
        end(key, own).complete(outcome);
    }

    /** Removed first, then completed: whoever comes later starts anew and does not meet an old failure. */
    private CompletableFuture<DcrCredentials> end(DcrKey key, CompletableFuture<DcrCredentials> own) {
        flights.remove(key, own);
        return own;
    }

    /** Returns the flights that are running. */
    Collection<CompletableFuture<DcrCredentials>> running() {
        return List.copyOf(flights.values());
    }
}
