package io.github.dcr4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.upstream.StoreConfig;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * A service with 1,000 cold upstreams, 20 at each of 50 servers that answer in 10 ms, all side by side, beside 64 threads
 * that make the same bare calls. Each invocation fails unless every upstream was registered by exactly one POST, and no
 * server worked on more than four requests at once. It is warm: a program that starts is {@link
 * FirstUpstreamsBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 15)
@Measurement(iterations = 5)
public class UpstreamsBenchmark {
    private static final int SERVERS = 50;
    private static final int UPSTREAMS_AT_EACH = 20;
    private static final int MOST_AT_A_SERVER = 4;
    private static final int ANSWER_MILLIS = 10;
    /** As many as the library has, unless it is given an executor. */
    private static final int THREADS = 64;

    private final List<CannedServer> servers = CannedServer.several(Gateway.CONSUMER, ANSWER_MILLIS, SERVERS);
    private final List<String> issuers =
            servers.stream().map(CannedServer::newIssuer).toList();
    private final UpstreamsConfig config =
            new UpstreamsConfig(Gateway.CONSUMER, StoreConfig.of("memory:"), upstreams());
    private final BareCalls bare = new BareCalls(THREADS);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private List<CannedServer.Counts> before = List.of();
    private Upstreams upstreams = Upstreams.open(config);

    private List<UpstreamConfig> upstreams() {
        List<UpstreamConfig> upstreams = new ArrayList<>();
        for (String issuer : issuers) {
            IntStream.range(0, UPSTREAMS_AT_EACH)
                    .mapToObj(i -> upstream("upstream-" + upstreams.size(), issuer))
                    .forEach(upstreams::add);
        }
        return upstreams;
    }

    private static UpstreamConfig upstream(String name, String issuer) {
        return UpstreamConfig.builder(name)
                .scopes("openid", "profile")
                .dcr(request -> request.upstreamIssuer(issuer).variant(name))
                .build();
    }

    /** Starts with an empty store, and counts from here. */
    @Setup(Level.Invocation)
    public void begin() {
        upstreams.close();
        upstreams = Upstreams.open(config);
        before = servers.stream().map(CannedServer::counts).toList();
    }

    /** All of them side by side. */
    @Benchmark
    public List<UpstreamResult> resolveAll() {
        List<UpstreamResult> results = upstreams.resolveAll();
        for (UpstreamResult result : results) {
            if (result instanceof UpstreamResult.Failed failed) {
                throw new IllegalStateException(failed.toString(), failed.failure());
            }
        }
        return results;
    }

    /** The least it can cost: the metadata of each server read once, then a POST for each upstream. */
    @Benchmark
    public List<JsonNode> bareCalls() throws Exception {
        List<String> endpoints =
                inOrder(threads.invokeAll(issuers.stream().map(this::endpointOf).toList()));
        List<Semaphore> places =
                endpoints.stream().map(any -> new Semaphore(MOST_AT_A_SERVER)).toList();
        List<Callable<JsonNode>> posts = new ArrayList<>();
        for (int i = 0; i < SERVERS * UPSTREAMS_AT_EACH; i++) {
            String endpoint = endpoints.get(i % SERVERS);
            Semaphore place = places.get(i % SERVERS);
            posts.add(() -> {
                place.acquire();
                try {
                    return bare.post(endpoint);
                } finally {
                    place.release();
                }
            });
        }
        return inOrder(threads.invokeAll(posts));
    }

    private Callable<String> endpointOf(String issuer) {
        return () -> bare.endpointOf(issuer);
    }

    private static <T> List<T> inOrder(List<Future<T>> done) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> each : done) {
            results.add(each.get());
        }
        return results;
    }

    /** Fails unless each server received one POST for each of its upstreams, never more than four requests at once. */
    @TearDown(Level.Invocation)
    public void count() {
        for (int i = 0; i < SERVERS; i++) {
            CannedServer.Counts counts = servers.get(i).counts();
            long posts = counts.posts() - before.get(i).posts();
            int atOnce = counts.atOnce();
            if (posts != UPSTREAMS_AT_EACH || atOnce < 1 || atOnce > MOST_AT_A_SERVER) {
                throw new IllegalStateException(UPSTREAMS_AT_EACH + " POSTs, at most " + MOST_AT_A_SERVER
                        + " requests at once, were expected, not " + posts + " and " + atOnce);
            }
        }
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        upstreams.close();
        threads.shutdown();
        bare.close();
        servers.get(0).close();
    }
}
