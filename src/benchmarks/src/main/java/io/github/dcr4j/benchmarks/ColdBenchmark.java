package io.github.dcr4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
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
public class ColdBenchmark {
    private final CannedServer server = CannedServer.of(Gateway.CONSUMER);
    private final Requests requests = new Requests(server);
    private DcrResolver resolver =
            DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
    private final BareCalls bare = new BareCalls();
    private String issuer = server.newIssuer();
    private DcrRequest request = Gateway.at(issuer);

    /** Starts with an empty store, so that it never has more keys than it has room for. */
    @Setup(Level.Iteration)
    public void empty() {
        resolver.close();
        resolver = DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
    }

    /** Makes a request as a service does when it starts. */
    @Setup(Level.Invocation)
    public void begin() {
        issuer = server.newIssuer();
        request = Gateway.at(issuer);
        requests.expect();
    }

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

    /** Fails unless there were exactly two requests each time. */
    @TearDown(Level.Iteration)
    public void count() {
        requests.check();
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        resolver.close();
        bare.close();
        server.close();
    }
}
