package io.github.dcr4j.flight;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.model.Promises;
import io.github.dcr4j.model.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** Two callers who join a flight of one key, each once, and a thread that works. Its first flight fails. */
public abstract class FlightModel {
    private final Promises promises = new Promises();
    private final Tasks tasks = new Tasks();
    private final Flights flights;
    private final AtomicInteger leaders = new AtomicInteger();
    private final AtomicInteger flown = new AtomicInteger();
    private final Queue<CompletableFuture<DcrCredentials>> joined = new ConcurrentLinkedQueue<>();

    /** A way to share work: {@link SingleFlight}, or a copy with a fault. */
    interface Flights {
        CompletableFuture<DcrCredentials> join(String server, DcrKey key, Supplier<DcrCredentials> work);

        int running();
    }

    FlightModel(Function<Executor, Flights> subject) {
        flights = subject.apply(this::lead);
    }

    @Operation(runOnce = true)
    public void firstJoins() {
        join();
    }

    @Operation(runOnce = true)
    public void secondJoins() {
        join();
    }

    @Operation(runOnce = true)
    public void threadWorks() {
        tasks.runOne();
    }

    /** Whoever joined has an outcome in the end, and nothing is left of a flight. */
    @Validate
    public void end() {
        tasks.runAll();
        for (CompletableFuture<DcrCredentials> flight : joined) {
            promises.require(flight.isDone(), "a caller was left behind");
        }
        promises.require(flights.running() == 0, "a flight was left behind");
        promises.kept();
    }

    private void join() {
        List<CompletableFuture<DcrCredentials>> landed = new ArrayList<>();
        for (CompletableFuture<DcrCredentials> earlier : joined) {
            if (earlier.isDone()) {
                landed.add(earlier);
            }
        }
        CompletableFuture<DcrCredentials> flight = flights.join("idp.example.com", Clients.KEY, this::fly);
        for (CompletableFuture<DcrCredentials> ended : landed) {
            promises.require(ended != flight, "a flight that had ended was joined");
        }
        joined.add(flight);
    }

    /** Somebody has become the leader, until his work has ended. */
    private void lead(Runnable task) {
        promises.require(leaders.incrementAndGet() == 1, "two leaders");
        tasks.execute(task);
    }

    private DcrCredentials fly() {
        int number = flown.incrementAndGet();
        leaders.decrementAndGet();
        if (number == 1) {
            throw new IllegalStateException("for the check");
        }
        return Clients.GENERATIONS.get(number);
    }
}
