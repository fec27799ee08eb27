package io.github.dcr4j.flight;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A flight with a fault: two callers who find nothing at the same time both lead. */
final class RacyFlight implements FlightModel.Flights {
    private final ConcurrentHashMap<DcrKey, CompletableFuture<DcrCredentials>> flights = new ConcurrentHashMap<>();
    private final Executor executor;

    RacyFlight(Executor executor) {
        this.executor = executor;
    }

    @Override
    public CompletableFuture<DcrCredentials> join(String server, DcrKey key, Supplier<DcrCredentials> work) {
        CompletableFuture<DcrCredentials> running = flights.get(key);
        if (running != null) {
            return running;
        }
        CompletableFuture<DcrCredentials> own = new CompletableFuture<>();
        flights.put(key, own);
        executor.execute(() -> {
            DcrCredentials outcome = work.get();
            flights.remove(key, own);
            own.complete(outcome);
        });
        return own;
    }

    @Override
    public int running() {
        return flights.size();
    }
}
