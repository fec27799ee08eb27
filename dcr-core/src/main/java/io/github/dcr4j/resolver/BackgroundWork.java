package io.github.dcr4j.resolver;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** What a resolver does off its callers' path: run at once, or after a while; waited for when it closes. Thread-safe. */
final class BackgroundWork {
    private final Set<CompletableFuture<Void>> running = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
    private final Executor executor;
    private final DcrClock clock;
    private volatile boolean closed;

    BackgroundWork(Executor executor, DcrClock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /** Runs {@code work}, on this thread if the executor takes none. */
    void run(Runnable work) {
        if (!started(work)) {
            work.run();
        }
    }

    private boolean started(Runnable work) {
        CompletableFuture<Void> task;
        try {
            task = CompletableFuture.runAsync(work, executor);
        } catch (RejectedExecutionException | Error e) {
            return false;
        }
        running.add(task);
        task.whenComplete((done, failure) -> running.remove(task));
        return true;
    }

    /**
     * Runs {@code work} once {@code delay} has passed, unless this is closed before; after another delay if the executor
     * takes none then, because the clock's own thread must not be blocked.
     */
    void after(Duration delay, Runnable work) {
        CompletableFuture<Void> pause = clock.after(delay);
        waiting.add(pause);
        pause.whenComplete((done, failure) -> {
            waiting.remove(pause);
            if (failure == null && !started(work)) {
                after(delay, work);
            }
        });
        if (closed) {
            pause.cancel(false);
        }
    }

    /** Waits for what is running, and for {@code flights}; not for what has to be waited for. */
    void awaitEnd(Collection<CompletableFuture<DcrCredentials>> flights, Duration atMost) {
        List<CompletableFuture<?>> all = new ArrayList<>(flights);
        all.addAll(running);
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(atMost.toNanos(), NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Whoever waits for them is told; here it only matters that they had their time.
            return;
        }
    }

    /** Gives up what is waiting for its time, now and from now on. */
    void close() {
        closed = true;
        waiting.forEach(pause -> pause.cancel(false));
    }
}
