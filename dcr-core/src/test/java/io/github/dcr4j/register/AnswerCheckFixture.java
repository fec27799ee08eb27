package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.registration.RegistrationResult;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An answer to a registration, and its check. */
abstract class AnswerCheckFixture {
    static final Instant NOW = TestClock.START;
    static final Endpoints SERVER = Samples.endpoints(true, "client_secret_basic", "none");

    final MockWebServer server = new MockWebServer();
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    RegistrationResponse answer(String members) {
        server.enqueue(new MockResponse.Builder()
                .code(201)
                .addHeader("Content-Type", "application/json")
                .body("{\"client_id\":\"client-1\"," + members + "}")
                .build());
        RegistrationResult result = new RegistrationClient(http, TestClock.standing())
                .register(
                        EndpointUrl.ofOperator("e", "http://127.0.0.1:" + server.getPort() + "/register"),
                        RegistrationRequest.builder().build(),
                        null,
                        Duration.ofSeconds(10));
        assertThat(result).isInstanceOf(RegistrationResult.Registered.class);
        return ((RegistrationResult.Registered) result).response();
    }

    AnswerCheck check(DcrRequestBuilder request, Endpoints endpoints, String members) {
        RequestSpec built = Samples.spec(request);
        TokenEndpointAuthMethod method = built.profile().authMethods().get(0);
        return new AnswerCheck(built, RegistrationPlan.of(built.profile(), endpoints, method), answer(members), NOW);
    }

    AnswerCheck check(String members) {
        return check(Samples.request(), SERVER, members);
    }

    static final String SECRET = "\"client_secret\":\"" + Samples.SECRET + "\",\"client_secret_expires_at\":0";

    static List<String> codes(AnswerCheck check) {
        return check.deviations().stream()
                .map(deviation -> deviation.code().code())
                .toList();
    }
}
