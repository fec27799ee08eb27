package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Replicas, sixteen unless said otherwise, that open their stores and ask for one cold key at once, until all are served, beside one replica
 * that does so alone. All in one JVM, on one Redis. Each invocation fails unless the server received exactly one GET
 * and one POST from the one that registered, and all were given one generation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FleetStartBenchmark {
    @Param("16")
    private int size;

    private final Shelf shelf = new Shelf();
    private final CannedServer server = CannedServer.of(Gateway.CONSUMER);
    private final Requests requests = new Requests(server);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    private DcrRequest request = Gateway.at(server.newIssuer());

    /** Makes a request that was not made before. */
    @Setup(Level.Invocation)
    public void begin() {
        request = Gateway.at(server.newIssuer());
        requests.expect();
    }

    /** All of them at once. */
    @Benchmark
    public DcrCredentials replicas() {
        List<CompletableFuture<DcrCredentials>> answers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            answers.add(CompletableFuture.supplyAsync(this::boot, threads));
        }
        List<String> generations = answers.stream()
                .map(answer -> answer.join().generation())
                .distinct()
                .toList();
        if (generations.size() != 1) {
            throw new IllegalStateException("one generation was expected, not " + generations.size());
        }
        return answers.get(0).join();
    }

    /** One alone. */
    @Benchmark
    public DcrCredentials oneReplica() {
        return CompletableFuture.supplyAsync(this::boot, threads).join();
    }

    private DcrCredentials boot() {
        NearCache store = NearCache.over(RedisDcrCredentialStore.open(shelf.uri(), Shelf.RING));
        DcrResolver resolver = DcrResolver.builder(store).build();
        opened.add(() -> {
            resolver.close();
            store.close();
        });
        return resolver.resolve(request);
    }

    /** Ends the replicas, and fails unless there were exactly two requests. */
    @TearDown(Level.Invocation)
    public void count() throws Exception {
        for (AutoCloseable replica = opened.poll(); replica != null; replica = opened.poll()) {
            replica.close();
        }
        requests.check();
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        threads.shutdown();
        server.close();
        shelf.close();
    }
}
