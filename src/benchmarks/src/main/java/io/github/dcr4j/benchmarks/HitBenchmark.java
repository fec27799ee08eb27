package io.github.dcr4j.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A hit on fresh credentials in the memory store, beside the same object in a cache of the same kind: a bound,
 * statistics, upkeep on the calling thread; and one reading of the wall clock, without which it is not known whether a
 * secret is still good.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HitBenchmark {
    private final MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
    private final DcrResolver resolver = DcrResolver.builder(store).build();
    private final Cache<DcrKey, DcrCredentials> cache = Caffeine.newBuilder()
            .maximumSize(10_000)
            .executor(Runnable::run)
            .recordStats()
            .build();
    private final DcrRequest request;
    private final ResourceRequest resource;

    /** Registers one client, and ends the server: from here on, a miss would fail. */
    public HitBenchmark() {
        try (CannedServer server = CannedServer.of(Gateway.CONSUMER)) {
            String issuer = server.newIssuer();
            request = Gateway.at(issuer);
            cache.put(request.key(), resolver.resolve(request));
            resource = ResourceRequest.builder(Gateway.CONSUMER, server.resourceOf(issuer))
                    .client(client -> client.scopes("openid", "profile"))
                    .build();
            resolver.resolve(resource);
        }
    }

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(request);
    }

    /** The same client, entered by the resource that its server gives tokens for. */
    @Benchmark
    public ResourceClient resource() {
        return resolver.resolve(resource);
    }

    /** The least it can cost. */
    @Benchmark
    public @Nullable DcrCredentials cache(Blackhole clock) {
        clock.consume(System.currentTimeMillis());
        return cache.getIfPresent(request.key());
    }

    /** What the library does for two threads that ask for one key. */
    @Benchmark
    @Threads(2)
    public DcrCredentials resolveByTwo() {
        return resolver.resolve(request);
    }

    /** The least it can cost two threads. */
    @Benchmark
    @Threads(2)
    public @Nullable DcrCredentials cacheByTwo(Blackhole clock) {
        clock.consume(System.currentTimeMillis());
        return cache.getIfPresent(request.key());
    }

    /** Ends the resolver. */
    @TearDown
    public void close() {
        resolver.close();
        store.close();
    }
}
