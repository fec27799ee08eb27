package io.github.dcr4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.AuthorizationServerMetadata;
import io.github.dcr4j.metadata.DiscoveryUrl;
import io.github.dcr4j.metadata.ExpectedIssuer;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
 * The guard and the strict readers alone: discovery and registration as the library sends and reads them, beside two
 * bare calls over a client without a guard. No resolver, no store, no other thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GuardBenchmark {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final CannedServer server = CannedServer.of(Gateway.CONSUMER);
    private final Requests requests = new Requests(server);
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j");
    private final MetadataClient metadata = new MetadataClient(http);
    private final RegistrationClient registration = new RegistrationClient(http);
    private final BareCalls bare = new BareCalls();
    private String issuer = server.newIssuer();

    /** Asks of an issuer that was not asked about before. */
    @Setup(Level.Invocation)
    public void begin() {
        issuer = server.newIssuer();
        requests.expect();
    }

    /** With the guard on every address and strict readers. */
    @Benchmark
    public RegistrationResult guardedCalls() {
        EndpointUrl named = EndpointUrl.issuer("upstreamIssuer", issuer);
        AuthorizationServerMetadata found = metadata.discover(
                        DiscoveryUrl.candidates(named),
                        ExpectedIssuer.named(issuer),
                        Deadline.after(DcrClock.system(), LONG))
                .metadata();
        RegistrationResult result =
                registration.register(Objects.requireNonNull(found.registrationEndpoint()), client(), null, LONG);
        if (!(result instanceof RegistrationResult.Registered)) {
            throw new IllegalStateException("not registered");
        }
        return result;
    }

    /** With neither. */
    @Benchmark
    public @Nullable JsonNode bareCalls() throws IOException {
        return bare.register(issuer);
    }

    private static RegistrationRequest client() {
        return RegistrationRequest.builder()
                .member("client_name", Gateway.CONSUMER)
                .member("application_type", "web")
                .scopes(List.of("openid", "profile"))
                .tokenEndpointAuthMethod("client_secret_basic")
                .redirectUris(List.of(Gateway.CONSUMER + "/oauth/callback"))
                .grantTypes(List.of("authorization_code", "refresh_token"))
                .responseTypes(List.of("code"))
                .build();
    }

    /** Fails unless there were exactly two requests each time. */
    @TearDown(Level.Iteration)
    public void count() {
        requests.check();
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        http.close();
        bare.close();
        server.close();
    }
}
