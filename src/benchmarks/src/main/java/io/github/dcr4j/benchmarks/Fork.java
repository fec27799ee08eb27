package io.github.dcr4j.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one JVM measured.
 *
 * @param median the middle of what it measured, in {@code unit}
 * @param unit such as {@code ns/op}
 * @param bytes allocated per operation, by every thread of the JVM
 * @param cpuMicros the CPU time per operation, of every thread of the JVM
 */
record Fork(double median, String unit, double bytes, double cpuMicros) {
    private static final String HEAP = "1g";
    /** Of a second each: there are many sizes. */
    private static final int SHORT = 3;
    // what JMH itself uses is complained about in every fork from Java 24 on
    private static final List<String> SILENCE =
            Runtime.version().feature() < 24 ? List.of() : List.of("--sun-misc-unsafe-memory-access=allow");

    /** Starts a JVM, runs the one benchmark that {@code pattern} matches, and returns what it measured. */
    static Fork of(String pattern) throws RunnerException {
        return run(new OptionsBuilder(), pattern, HEAP);
    }

    /**
     * Does the same, for a shorter time, with the benchmark's parameter {@code size} and in {@code heap} of memory, such
     * as {@code 8g}.
     */
    static Fork of(String pattern, int size, String heap) throws RunnerException {
        ChainedOptionsBuilder settings = new OptionsBuilder()
                .param("size", Integer.toString(size))
                .warmupIterations(SHORT)
                .measurementIterations(SHORT);
        return run(settings, pattern, heap);
    }

    private static Fork run(ChainedOptionsBuilder settings, String pattern, String heap) throws RunnerException {
        Options options = settings.include(pattern)
                .forks(1)
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .jvmArgsAppend(Stream.concat(Stream.of("-Xms" + heap, "-Xmx" + heap), SILENCE.stream())
                        .toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        RunResult only = results.iterator().next();
        return new Fork(
                only.getPrimaryResult().getStatistics().getPercentile(50),
                only.getPrimaryResult().getScoreUnit(),
                secondary(only, "gc.alloc.rate.norm"),
                secondary(only, CpuProfiler.MICROS));
    }

    private static double secondary(RunResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getScore();
    }
}
