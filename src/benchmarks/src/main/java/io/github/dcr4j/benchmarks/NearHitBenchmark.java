package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.memory.NearCacheBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A hit through the near cache in front of a real Redis, beside a hit on the memory store. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NearHitBenchmark {
    private final Shelf shelf = new Shelf();
    private final NearCache near;
    private final DcrResolver resolver;
    private final DcrResolver inMemory =
            DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
    private final DcrRequest request;
    private final DcrRequest known = Shelf.register(inMemory, 1).get(0);

    /** With the ages that a near cache has by default. */
    public NearHitBenchmark() {
        this(settings -> {});
    }

    NearHitBenchmark(Consumer<NearCacheBuilder> settings) {
        NearCacheBuilder builder = NearCache.builder(shelf.store(Shelf.RING));
        settings.accept(builder);
        near = builder.build();
        resolver = DcrResolver.builder(near).build();
        request = Shelf.register(resolver, 1).get(0);
    }

    Shelf shelf() {
        return shelf;
    }

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(request);
    }

    /** A hit on the memory store. */
    @Benchmark
    public DcrCredentials memory() {
        return inMemory.resolve(known);
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        resolver.close();
        inMemory.close();
        near.close();
        shelf.close();
    }
}
