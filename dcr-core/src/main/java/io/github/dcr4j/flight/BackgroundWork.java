package io.github.dcr4j.flight;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver does off its callers' path: run at once, or after a while; waited for when it closes. At most 64
 * pieces run at a time, and the others wait in order, without a thread. Thread-safe.
 */
public final class BackgroundWork {
    static final int MOST = 64;
    static final int MOST_WAITING = 100_000;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<?>> called = new ConcurrentHashMap<>();
    private final Executor executor;
    private final DcrClock clock;
    private volatile boolean closed;

    public BackgroundWork(Executor executor, DcrClock clock) {
        this.executor = new FewAtATime(executor, MOST, MOST_WAITING);
        this.clock = clock;
    }

    /** Runs {@code work}, on this thread if the executor takes none or too much waits. */
    public void run(Runnable work) {
        if (!started(work)) {
            work.run();
        }
    }

    /**
     * Runs {@code work} as {@link #run} does, and returns its outcome, which is a failure at the latest when this is
     * closed.
     */
    public <T> CompletableFuture<T> call(Supplier<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Long number = numbers.incrementAndGet();
        called.put(number, outcome);
        run(() -> {
            try {
                outcome.complete(work.get());
            } catch (Throwable t) {
                outcome.completeExceptionally(t);
            } finally {
                called.remove(number);
            }
        });
        if (closed) {
            outcome.completeExceptionally(new DcrClosedException());
        }
        return outcome;
    }

    /**
     * Runs {@code work} elsewhere, never on this thread, and returns its end, which is a failure at the latest when
     * this is closed; {@code null} if the executor takes none or too much waits.
     */
    public @Nullable CompletableFuture<Void> offer(Runnable work) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Long number = numbers.incrementAndGet();
        called.put(number, outcome);
        boolean taken = started(() -> {
            try {
                work.run();
                outcome.complete(null);
            } catch (Throwable t) {
                outcome.completeExceptionally(t);
                throw t;
            } finally {
                called.remove(number);
            }
        });
        if (!taken) {
            called.remove(number);
            return null;
        }
        if (closed) {
            outcome.completeExceptionally(new DcrClosedException());
        }
        return outcome;
    }

    private boolean started(Runnable work) {
        Long number = numbers.incrementAndGet();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        running.put(number, ended);
        Runnable end = () -> {
            running.remove(number);
            ended.complete(null);
        };
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (Throwable t) {
                    // Work deals with what it expects; the rest goes where failures of threads go, and harms no caller.
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
                } finally {
                    end.run();
                }
            });
            return true;
        } catch (RuntimeException | Error e) {
            end.run();
            return false;
        }
    }

    /**
     * Runs {@code work} once {@code delay} has passed, unless this is closed before; after another delay if the
     * executor takes none then, because the clock's own thread must not be blocked.
     */
    public void after(Duration delay, Runnable work) {
        Long number = numbers.incrementAndGet();
        CompletableFuture<Void> pause = clock.after(delay);
        waiting.put(number, pause);
        CompletableFuture<Void> begun = pause.thenRun(() -> {
            waiting.remove(number);
            if (!started(work)) {
                after(delay, work);
            }
        });
        if (begun.isDone()) {
            waiting.remove(number);
        }
        if (closed) {
            pause.cancel(false);
        }
    }

    /**
     * Waits for what is running, and for {@code flights}; not for what has to be waited for. An interrupt does not end
     * the wait, which would lose a client that is being registered, and is kept.
     */
    public void awaitEnd(Collection<CompletableFuture<DcrCredentials>> flights, Duration atMost) {
        List<CompletableFuture<?>> all = new ArrayList<>(flights);
        all.addAll(running.values());
        CompletableFuture<Void> end = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        boolean interrupted = Thread.interrupted();
        long began = DcrClock.system().nanos();
        try {
            while (true) {
                try {
                    end.get(atMost.toNanos() - (DcrClock.system().nanos() - began), NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // and goes on for what is left
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            // Those that wait for them learn it; here it only matters that they had their time.
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives up what is waiting for its time, and what waits for an outcome, now and from now on. */
    public void close() {
        closed = true;
        called.values().forEach(outcome -> outcome.completeExceptionally(new DcrClosedException()));
        waiting.values().forEach(pause -> pause.cancel(false));
    }
}
