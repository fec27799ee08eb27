package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrRefusedException;
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
import io.github.dcr4j.register.CallersAnswers;
import io.github.dcr4j.register.ClientRegistrar;
import io.github.dcr4j.register.ClientWays;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.register.Registration;
import io.github.dcr4j.register.RegistrationSender;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose registration endpoint moves while its document is kept. */
class MovedEndpointTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    private final MockWebServer server = new MockWebServer();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final TestClock clock = TestClock.standing();
    private final FakeStore store = new FakeStore();
    private @Nullable HeldLease lease;
    private final ScriptedCoordination coordination = new ScriptedCoordination();
    private final ClientRegistrar registrar = new ClientRegistrar(
            new EndpointLookup(new MetadataClient(http, TEN_SECONDS), clock),
            new ClientWays(coordination),
            new RegistrationSender(
                    new RegistrationClient(http, clock),
                    new ServerPauses(clock),
                    TEN_SECONDS,
                    new CallersAnswers(new CallersCode(Runnable::run, clock, new CompletableFuture<>()), clock)),
            new ClientDeleter(store, new UnpublishedRegistrations(1), new ManagementClient(http), TEN_SECONDS),
            new ServerClocks(clock));
    private volatile String registration = "/old";
    private volatile int elsewhere = 404;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = String.valueOf(request.getUrl().encodedPath());
                calls.add(request.getMethod() + " " + path);
                if (path.equals(METADATA)) {
                    return json(200, document());
                }
                return path.equals(registration)
                        ? json(
                                201,
                                "{\"client_id\":\"client-1\",\"client_secret\":\"s3cret-of-client-1\","
                                        + "\"client_secret_expires_at\":0}")
                        : json(elsewhere, "{}");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        store.close();
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    private String issuer() {
        return "http://127.0.0.1:" + server.getPort();
    }

    private String document() {
        String endpoint = registration.startsWith("/") ? issuer() + registration : registration;
        return "{\"issuer\":\"" + issuer() + "\",\"registration_endpoint\":\"" + endpoint + "\",\"token_endpoint\":\""
                + issuer() + "/token\",\"response_types_supported\":[]}";
    }

    private Attempt attempt() {
        RequestSpec request = Samples.spec(
                DcrRequest.builder("batch").upstreamIssuer(issuer()).grantTypes("client_credentials"));
        Attempt attempt = Samples.attempt(request, clock);
        lease = Samples.lease(attempt, coordination, clock, (String) null);
        return attempt;
    }

    private Registration register(Attempt attempt) {
        return Objects.requireNonNull(registrar.register(attempt, Objects.requireNonNull(lease)));
    }

    private void registerWhereItWas() {
        assertThat(register(attempt())).isInstanceOf(Registration.Made.class);
        assertThat(calls).containsExactly("GET " + METADATA, "POST /old");
        calls.clear();
        coordination.marks.clear();
    }

    private DcrRefusedException refused(Attempt attempt) {
        return (DcrRefusedException) ((Registration.Failed) register(attempt)).failure();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 410})
    void register_endpointMovedWhileTheDocumentIsKept_looksOnceMoreAndIsSentThere(int status) {
        registerWhereItWas();
        registration = "/new";
        elsewhere = status;
        Attempt attempt = attempt();
        HeldLease first = Objects.requireNonNull(lease);

        assertThat(register(attempt)).isInstanceOf(Registration.Made.class);
        assertThat(register(attempt())).isInstanceOf(Registration.Made.class);

        assertThat(calls).containsExactly("POST /old", "GET " + METADATA, "POST /new", "POST /new");
        assertThat(coordination.marks).as("each POST is marked").hasSize(3);
        assertThat(coordination.marks.get(1)).isNotEqualTo(coordination.marks.get(0));
        assertThat(first.settleEffect()).isEqualTo(Effect.ACCOUNTED);
    }

    @Test
    void register_nothingThereAndStillNamed_failsAsRefusedAndTheNextAttemptLooksAnew() {
        registerWhereItWas();
        server.setDispatcher(nothingAt("/old"));

        DcrRefusedException first = refused(attempt());
        DcrRefusedException second = refused(attempt());

        assertThat(first.status()).isEqualTo(404);
        assertThat(first).hasMessageContaining("does not offer registration there");
        assertThat(second.status()).isEqualTo(404);
        assertThat(calls).containsExactly("POST /old", "GET " + METADATA, "POST /old", "GET " + METADATA);
    }

    private Dispatcher nothingAt(String path) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String asked = String.valueOf(request.getUrl().encodedPath());
                calls.add(request.getMethod() + " " + asked);
                return asked.equals(path) ? json(404, "{}") : json(200, document());
            }
        };
    }

    @Test
    void register_nothingThereOnADocumentJustRead_looksOnce() {
        server.setDispatcher(nothingAt("/old"));

        assertThat(refused(attempt()).status()).isEqualTo(404);

        assertThat(calls).containsExactly("GET " + METADATA, "POST /old");
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 302, 308})
    void register_answerThatIsNo4xx_isNotSentAgainAndTheNextAttemptLooksAnew(int status) {
        registerWhereItWas();
        registration = "/new";
        elsewhere = status;

        assertThat(refused(attempt()).status()).isEqualTo(status);
        assertThat(register(attempt())).isInstanceOf(Registration.Made.class);

        assertThat(calls).containsExactly("POST /old", "GET " + METADATA, "POST /new");
    }

    @Test
    void register_movedAndThreeWereSentAlready_isNotSentAgain() {
        registerWhereItWas();
        registration = "/new";
        Attempt attempt = attempt();
        attempt.countRegistration();
        attempt.countRegistration();

        assertThat(refused(attempt).status()).isEqualTo(404);

        assertThat(calls).containsExactly("POST /old");
    }

    @Test
    void register_movedToAnAddressThatMustNotBeUsed_failsAsRefused() {
        registerWhereItWas();
        registration = "http://192.0.2.1/register";

        assertThat(refused(attempt()).status()).isEqualTo(404);

        assertThat(calls).containsExactly("POST /old", "GET " + METADATA);
    }
}
