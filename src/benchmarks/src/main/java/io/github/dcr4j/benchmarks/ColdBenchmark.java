package io.github.dcr4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.DcrCredentials;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A cold resolve over loopback, beside two bare calls. Every invocation asks at an issuer that was not asked about
 * before, so that the metadata is read and a client registered each time, over connections that are kept open on both
 * sides. Each fails unless the server received exactly one GET and one POST for it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ColdBenchmark extends ColdKey {
    private final BareCalls bare = new BareCalls();

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(request);
    }

    /** The least it can cost. */
    @Benchmark
    public @Nullable JsonNode bareCalls() throws IOException {
        return bare.register(issuer);
    }

    @Override
    void closeMore() {
        bare.close();
    }
}
