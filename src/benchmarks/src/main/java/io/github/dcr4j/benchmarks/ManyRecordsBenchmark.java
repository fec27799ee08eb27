package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/**
 * Hits on the keys of a Redis in turn, on a thousand of them at most; beside a GET of the same bytes. Encrypted, without
 * a near cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManyRecordsBenchmark {
    private static final int ASKED_FOR = 1_000;

    /** How many keys Redis holds. */
    @Param("1000")
    private int size;

    private final Shelf shelf = new Shelf();
    private final DcrResolver resolver =
            DcrResolver.builder(shelf.store(Shelf.RING)).build();
    private List<DcrRequest> requests = List.of();
    private List<byte[]> records = List.of();
    private int next;

    /** Registers those that are asked for, and copies the rest. */
    @Setup
    public void fill() {
        requests = Shelf.register(resolver, Math.min(size, ASKED_FOR));
        records = requests.stream().map(request -> Shelf.record(request.key())).toList();
        shelf.copy(resolver.resolve(requests.get(0)), size - requests.size());
    }

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(requests.get(turn()));
    }

    /** The least it can cost. */
    @Benchmark
    public byte[] get() {
        return shelf.jedis().get(records.get(turn()));
    }

    private int turn() {
        next = (next + 1) % requests.size();
        return next;
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        resolver.close();
        shelf.close();
    }
}
