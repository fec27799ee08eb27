package io.github.dcr4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.redis.RedisSecrets;
import java.util.List;
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
import redis.clients.jedis.UnifiedJedis;

/**
 * A hit in Redis without a near cache, beside a GET of the same bytes by the same kind of client. In between, to tell
 * the parts: a GET from within a script, and a hit on a row that is not encrypted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedisHitBenchmark {
    private static final byte[] SCRIPT = "return {'ROW', redis.call('GET', KEYS[1])}".getBytes(US_ASCII);

    private final Shelf encrypted = new Shelf();
    private final Shelf clear = new Shelf();
    private final DcrResolver resolver =
            DcrResolver.builder(encrypted.store(Shelf.RING)).build();
    private final DcrResolver inClear =
            DcrResolver.builder(clear.store(RedisSecrets.inClear())).build();
    private final DcrRequest request = Shelf.register(resolver, 1).get(0);
    private final DcrRequest requestInClear = Shelf.register(inClear, 1).get(0);
    private final UnifiedJedis jedis = encrypted.jedis();
    private final byte[] record = Shelf.record(request.key());
    private final byte[] digest = jedis.scriptLoad(SCRIPT, record);

    /** What the library does. */
    @Benchmark
    public DcrCredentials resolve() {
        return resolver.resolve(request);
    }

    /** The same without encryption. */
    @Benchmark
    public DcrCredentials resolveInClear() {
        return inClear.resolve(requestInClear);
    }

    /** The round trip of a script that does nothing but GET. */
    @Benchmark
    public Object script() {
        return jedis.evalsha(digest, List.of(record), List.of());
    }

    /** The least it can cost. */
    @Benchmark
    public byte[] get() {
        return jedis.get(record);
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        resolver.close();
        inClear.close();
        encrypted.close();
        clear.close();
    }
}
