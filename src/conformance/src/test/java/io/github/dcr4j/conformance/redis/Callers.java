package io.github.dcr4j.conformance.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Threads that call the library, all at the same moment. */
final class Callers implements AutoCloseable {
    /** Nothing here takes nearly as long, on however busy a machine. */
    static final Duration BOUND = Duration.ofMinutes(3);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Does the same with each of {@code subjects}, side by side, and returns what came of it, in their order. */
    <S, T> List<T> each(Collection<S> subjects, Function<S, T> call) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> running : begin(subjects, call)) {
            results.add(running.get(BOUND.toMillis(), TimeUnit.MILLISECONDS));
        }
        return results;
    }

    /** Begins to do the same with each of {@code subjects}. */
    <S, T> List<Future<T>> begin(Collection<S> subjects, Function<S, T> call) {
        CyclicBarrier start = new CyclicBarrier(subjects.size());
        return subjects.stream()
                .map(subject -> begin(() -> {
                    start.await();
                    return call.apply(subject);
                }))
                .toList();
    }

    <T> Future<T> begin(Callable<T> call) {
        return threads.submit(call);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
