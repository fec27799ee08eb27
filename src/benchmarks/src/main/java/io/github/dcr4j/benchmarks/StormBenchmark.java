package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import java.util.concurrent.CountDownLatch;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Many callers on one cold key, 10,000 unless said otherwise, beside one caller. The server answers the registration once all of them have asked,
 * so that they wait for it and do not merely find what it left. Each invocation fails unless the server received
 * exactly one GET and one POST, and all callers were given the same generation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StormBenchmark extends ColdKey {
    @Param("10000")
    private int size;

    private Crowd crowd = new Crowd(1);

    /** Gathers the callers. */
    @Setup
    public void gather() {
        crowd.close();
        crowd = new Crowd(size);
    }

    /** All of them at once; starting their threads, or making their futures, is part of it. */
    @Benchmark
    public DcrCredentials callers() {
        CountDownLatch asked = crowd.gate();
        server.answerRegistrationsAfter(asked);
        return crowd.resolve(resolver, request, asked);
    }

    /** One caller alone. */
    @Benchmark
    public DcrCredentials oneCaller() {
        return resolver.resolve(request);
    }

    @Override
    void closeMore() {
        crowd.close();
    }
}
