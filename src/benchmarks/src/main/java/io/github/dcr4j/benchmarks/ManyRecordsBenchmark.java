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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Hits on a thousand keys in turn, in a Redis that holds a million, beside the same in a Redis that holds no others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManyRecordsBenchmark {
    private static final int ASKED_FOR = 1_000;
    private static final int BESIDE = 1_000_000 - ASKED_FOR;

    private final Shelf shelf = new Shelf();
    private final DcrResolver resolver =
            DcrResolver.builder(shelf.store(Shelf.RING)).build();
    private final List<DcrRequest> requests = Shelf.register(resolver, ASKED_FOR);
    private int next;

    /** Fills Redis where a million are meant. */
    @Setup
    public void fill(BenchmarkParams benchmark) {
        if (benchmark.getBenchmark().endsWith("amongAMillion")) {
            shelf.copy(resolver.resolve(requests.get(0)), BESIDE);
        }
    }

    /** One of a thousand keys among a million. */
    @Benchmark
    public DcrCredentials amongAMillion() {
        return resolver.resolve(turn());
    }

    /** One of a thousand. */
    @Benchmark
    public DcrCredentials amongAThousand() {
        return resolver.resolve(turn());
    }

    private DcrRequest turn() {
        next = (next + 1) % ASKED_FOR;
        return requests.get(next);
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        resolver.close();
        shelf.close();
    }
}
