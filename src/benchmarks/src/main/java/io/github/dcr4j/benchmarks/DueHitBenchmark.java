package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit on credentials that are due, beside one on such as are fresh, in the same store. Both secrets expire. The
 * server is gone, so that the replacement of what is due fails in the background and is tried again all the while.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DueHitBenchmark {
    private final MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
    private final DcrResolver resolver = DcrResolver.builder(store).build();
    private final DcrRequest fresh;
    private final DcrRequest due;

    /** Registers two clients, and lets one of them be nine hours old. */
    public DueHitBenchmark() {
        Instant now = Instant.now();
        try (CannedServer server = CannedServer.of(Gateway.CONSUMER)) {
            fresh = living(Gateway.at(server.newIssuer()), now, now.plus(Duration.ofHours(10)));
            due = living(Gateway.at(server.newIssuer()), now.minus(Duration.ofHours(9)), now.plus(Duration.ofHours(1)));
        }
    }

    private DcrRequest living(DcrRequest request, Instant from, Instant to) {
        DcrCredentials registered = resolver.resolve(request);
        store.save(
                registered.toBuilder()
                        .createdAt(from)
                        .clientSecretExpiresAt(to)
                        .newGeneration()
                        .build(),
                registered.generation(),
                null);
        return request;
    }

    /** What is due. */
    @Benchmark
    public DcrCredentials due() {
        return resolver.resolve(due);
    }

    /** What is fresh. */
    @Benchmark
    public DcrCredentials fresh() {
        return resolver.resolve(fresh);
    }

    /** Ends the resolver. */
    @TearDown
    public void close() {
        resolver.close();
        store.close();
    }
}
