package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.conformance.TestScope;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three replicas use the clients of three keys while a seed has replicas killed, Redis killed, frozen, emptied and
 * full, wires cut, clocks wrong and clients forgotten: see {@link Fault}, and {@link ChaosAudit} for what holds
 * nevertheless.
 *
 * <p>The clock of the Redis server is not stepped: it is the machine's, by which everything here is measured, and which
 * is not a test's to set. What a step leaves behind in Redis is made by the tests of the Redis store.
 *
 * <p>{@code -Ddcr4j.chaos.seed=…} runs one seed. Otherwise a few run that are always the same, and in the long form new
 * ones for an hour. The seed fixes which faults happen, in which order, where, and after how many answers; not what the
 * threads and processes make of it.
 */
class ChaosIT {
    private static final String SEED = "dcr4j.chaos.seed";
    private static final long[] ALWAYS = {16, 21};
    private static final Duration LONG_FORM = Duration.ofHours(1);

    static LongStream seeds() {
        Long one = Long.getLong(SEED);
        if (one != null) {
            return LongStream.of(one);
        }
        LongStream fresh = LongStream.generate(() -> ThreadLocalRandom.current().nextLong(1_000, 1_000_000_000));
        long end = System.nanoTime() + LONG_FORM.toNanos();
        return LongStream.concat(
                LongStream.of(ALWAYS),
                TestScope.isFull() ? fresh.takeWhile(seed -> System.nanoTime() < end) : LongStream.empty());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void resolve_faultsOfASeed_promisesAreKept(long seed) {
        ChaosPlan plan = ChaosPlan.of(seed);
        System.out.println(plan);
        System.out.println("seed " + seed + ": " + ChaosRun.of(plan));
    }
}
