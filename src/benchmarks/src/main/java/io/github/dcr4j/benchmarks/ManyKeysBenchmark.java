package io.github.dcr4j.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Hits on the keys of a memory store in an order that no processor can foresee, beside the same in a cache of the same
 * kind. Choosing a key is a part of both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManyKeysBenchmark {
    private static final int REGISTERED = 10;

    /** How many keys there are. */
    @Param("1000")
    private int size;

    private final SplittableRandom random = new SplittableRandom(1);
    private List<DcrRequest> requests = List.of();
    private MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
    private DcrResolver resolver = DcrResolver.builder(store).build();
    private Cache<DcrKey, DcrCredentials> cache = cache(1);

    /** Registers some clients, saves others like them, and ends the server: from here on, a miss would fail. */
    @Setup
    public void fill() {
        close();
        store = MemoryDcrCredentialStore.builder().maximumSize(2L * size).build();
        resolver = DcrResolver.builder(store).build();
        cache = cache(size);
        requests = new ArrayList<>(Shelf.register(resolver, Math.min(size, REGISTERED)));
        DcrCredentials first = resolver.resolve(requests.get(0));
        for (int i = requests.size(); i < size; i++) {
            DcrRequest request = Gateway.at(first.key().upstream() + "/" + i);
            store.save(like(first, request.key()), null, null);
            requests.add(request);
        }
        requests.forEach(request -> cache.put(request.key(), resolver.resolve(request)));
    }

    private static Cache<DcrKey, DcrCredentials> cache(int size) {
        return Caffeine.newBuilder()
                .maximumSize(2L * size)
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    private static DcrCredentials like(DcrCredentials first, DcrKey key) {
        return DcrCredentials.builder(key)
                .newGeneration()
                .clientId(first.clientId())
                .clientSecret(first.clientSecret().orElse(null))
                .tokenEndpointAuthMethod(first.tokenEndpointAuthMethod())
                .issuer(key.upstream())
                .authorizationEndpoint(first.authorizationEndpoint().orElse(null))
                .tokenEndpoint(first.tokenEndpoint())
                .scopes(first.scopes())
                .requestedScopes(first.requestedScopes())
                .grantTypes(first.grantTypes())
                .registeredMetadata(first.registeredMetadata())
                .clientSecretExpiresAt(first.clientSecretExpiresAt().orElse(null))
                .createdAt(first.createdAt())
                .build();
    }

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(requests.get(random.nextInt(size)));
    }

    /** The least it can cost. */
    @Benchmark
    public @Nullable DcrCredentials cache(Blackhole clock) {
        clock.consume(System.currentTimeMillis());
        return cache.getIfPresent(requests.get(random.nextInt(size)).key());
    }

    /** Ends the resolver. */
    @TearDown
    public void close() {
        resolver.close();
        store.close();
    }
}
