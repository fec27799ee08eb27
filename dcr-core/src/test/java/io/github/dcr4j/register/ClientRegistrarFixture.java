package io.github.dcr4j.register;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ScriptedCoordination;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.ServerPauses;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.flight.CallersCode;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.keep.ClientDeleter;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A registrar at a server on loopback. */
abstract class ClientRegistrarFixture {
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    final MockWebServer server = new MockWebServer();
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    final TestClock clock = TestClock.standing();
    final FakeStore store = new FakeStore();
    final ScriptedCoordination coordination = new ScriptedCoordination();

    @Nullable
    HeldLease lease;

    final CompletableFuture<Void> closing = new CompletableFuture<>();
    final CallersCode callersCode = new CallersCode(Runnable::run, clock, closing);
    final ClientRegistrar registrar = new ClientRegistrar(
            new EndpointLookup(new MetadataClient(http, TEN_SECONDS), clock),
            new ClientWays(coordination),
            new RegistrationSender(
                    new RegistrationClient(http, clock),
                    new ServerPauses(clock),
                    TEN_SECONDS,
                    new CallersAnswers(callersCode, clock)),
            new ClientDeleter(store, new UnpublishedRegistrations(1), new ManagementClient(http), TEN_SECONDS),
            new ServerClocks(clock));

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        store.close();
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    Attempt attempt(@Nullable Supplier<Secret> token) {
        DcrRequestBuilder request = DcrRequest.builder("batch")
                .registrationEndpoint(address("/register"))
                .server(s -> s.tokenEndpoint(address("/token")))
                .grantTypes("client_credentials");
        if (token != null) {
            request.initialAccessToken(token);
        }
        Attempt attempt = new Attempt(Samples.spec(request), clock, closing);
        lease = Samples.lease(attempt, coordination, clock, (String) null);
        return attempt;
    }

    @Nullable
    Registration register(Attempt attempt) {
        return registrar.register(attempt, Objects.requireNonNull(lease));
    }

    DcrCredentials registered(Attempt attempt) {
        return ((Registration.Made) Objects.requireNonNull(register(attempt))).credentials();
    }

    Effect effect() {
        return Objects.requireNonNull(lease).settleEffect();
    }

    void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    String client(String members) {
        return "{\"client_id\":\"client-1\",\"registration_client_uri\":\"" + address("/clients/1")
                + "\",\"registration_access_token\":\"management-token\"" + members + "}";
    }

    static final String SECRET = ",\"client_secret\":\"s3cret\",\"client_secret_expires_at\":0";

    DcrException failure(Attempt attempt) {
        try {
            return ((Registration.Failed) Objects.requireNonNull(register(attempt))).failure();
        } catch (DcrException e) {
            return e;
        }
    }

    @Nullable
    String bearer() throws InterruptedException {
        RecordedRequest sent = server.takeRequest();
        return sent.getHeaders().get("Authorization");
    }
}
