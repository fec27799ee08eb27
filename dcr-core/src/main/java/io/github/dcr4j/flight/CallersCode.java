package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs code of the caller's, such as a probe or a supplier of tokens, on threads of the executor: how long it takes is
 * not known. What waits for it waits for a bounded time, and no longer than until {@link #close}; the code is
 * interrupted then. Of code that is deaf to interrupts at most 64 threads are kept. Thread-safe.
 */
public final class CallersCode {
    static final int MOST = 64;
    /** How long an executor has to begin; after that the code runs on the thread that waits for it. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(1);

    private final Executor executor;
    private final DcrClock clock;
    private final CompletableFuture<Void> closing;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<FutureTask<?>> running = ConcurrentHashMap.newKeySet();

    /** Code that is to run once, wherever there is a thread for it first. */
    private static final class Call<T> extends FutureTask<T> {
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Call(Supplier<T> code) {
            super(code::get);
        }

        @Override
        public void run() {
            begun.complete(null);
            super.run();
            // that of a call that was given up was for the call, and not for its thread
            boolean unused = isCancelled() && Thread.interrupted();
        }

        @Override
        protected void done() {
            ended.complete(null);
        }
    }

    /**
     * Creates one that runs nothing yet.
     *
     * @param clock measures how long is waited
     * @param closing is completed when nothing is to be waited for any more
     */
    public CallersCode(Executor executor, DcrClock clock, CompletableFuture<Void> closing) {
        this.executor = executor;
        this.clock = clock;
        this.closing = closing;
    }

    /**
     * Starts {@code code} and does not wait for it.
     *
     * @throws RejectedExecutionException if the executor takes none, or too much has not returned
     */
    public void start(Runnable code) {
        Call<Void> call = new Call<>(() -> {
            code.run();
            return null;
        });
        start(call);
    }

    private void start(Call<?> call) {
        if (!free.tryAcquire()) {
            throw new RejectedExecutionException(MOST + " calls of this program's own code have not returned yet");
        }
        running.add(call);
        try {
            executor.execute(() -> {
                try {
                    call.run();
                } finally {
                    ended(call);
                }
            });
        } catch (RuntimeException | Error e) {
            ended(call);
            throw e;
        }
        if (closing.isDone()) {
            call.cancel(true);
        }
    }

    private void ended(Call<?> call) {
        if (running.remove(call)) {
            free.release();
        }
    }

    /**
     * Returns what {@code code} returns, or throws what it throws.
     *
     * @param step what a failure is a failure of
     * @param what what it is, for messages
     * @throws TimeoutException if it has not returned after {@code atMost}
     * @throws DcrException if this thread was interrupted, or too much has not returned; retryable
     * @throws DcrClosedException if the resolver was closed
     */
    public <T> T await(Step step, String what, Supplier<T> code, Duration atMost) throws TimeoutException {
        Call<T> call = new Call<>(code);
        try {
            start(call);
        } catch (RuntimeException e) {
            throw failure(step, what + " was not asked: " + e.getMessage(), e);
        }
        CompletableFuture<Void> timeout = clock.after(atMost);
        CompletableFuture<Void> unused = timeout.thenRun(() -> call.cancel(true));
        try {
            ensureBegun(call);
            call.ended.get();
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(step, "the thread that waited for " + what + " was interrupted", e);
        } catch (CancellationException e) {
            if (closing.isDone()) {
                throw new DcrClosedException();
            }
            throw new TimeoutException(what + " did not return within " + atMost.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            timeout.cancel(false);
            call.cancel(true);
        }
    }

    private void ensureBegun(Call<?> call) throws InterruptedException, ExecutionException {
        CompletableFuture<Void> longEnough = clock.after(TO_BEGIN);
        try {
            CompletableFuture.anyOf(call.begun, call.ended, longEnough).get();
        } finally {
            longEnough.cancel(false);
        }
        if (!call.begun.isDone() && !call.isDone()) {
            call.run();
        }
    }

    private static RuntimeException thrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
    }

    private static DcrException failure(Step step, String message, Exception cause) {
        return DcrException.at(step, message).retryable(true).cause(cause).exception();
    }

    /**
     * Interrupts what has not returned; nothing waits for it any more. To be called once what is closing is known to
     * be.
     */
    public void close() {
        running.forEach(call -> call.cancel(true));
    }
}
