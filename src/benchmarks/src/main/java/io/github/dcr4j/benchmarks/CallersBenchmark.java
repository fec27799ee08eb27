package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 64 platform threads that block on one cold key, until all have its client; beside as many threads that block on a
 * bare future, which is completed with the client that one caller was given. The threads are there already, and are
 * handed their work on both sides. Fails unless the server received one GET and one POST each time, and all callers were
 * given the same generation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallersBenchmark extends ColdKey {
    private static final int CALLERS = 64;

    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

    /** All of them ask the library. */
    @Benchmark
    public DcrCredentials callers() throws InterruptedException, ExecutionException {
        return same(start(() -> resolver.resolve(request)));
    }

    /** All of them wait for one who asks. */
    @Benchmark
    public DcrCredentials waiting() throws InterruptedException, ExecutionException {
        CompletableFuture<DcrCredentials> asked = new CompletableFuture<>();
        List<Future<DcrCredentials>> waiting = start(() -> asked.get(25, TimeUnit.SECONDS));
        asked.complete(resolver.resolve(request));
        return same(waiting);
    }

    private List<Future<DcrCredentials>> start(Callable<DcrCredentials> caller) {
        List<Future<DcrCredentials>> callers = new ArrayList<>(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            callers.add(threads.submit(caller));
        }
        return callers;
    }

    private static DcrCredentials same(List<Future<DcrCredentials>> callers)
            throws InterruptedException, ExecutionException {
        DcrCredentials first = callers.get(0).get();
        for (Future<DcrCredentials> caller : callers) {
            if (!caller.get().generation().equals(first.generation())) {
                throw new IllegalStateException("two callers were given different generations");
            }
        }
        return first;
    }

    @Override
    void closeMore() {
        threads.shutdown();
    }
}
