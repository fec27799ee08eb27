package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that answers registrations. */
abstract class RegistrationClientFixture {
    static final Duration LONG = Duration.ofSeconds(20);
    static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
    static final Secret TOKEN = Secret.of("iat-CANARY.x~y+z/1==");

    final MockWebServer server = new MockWebServer();
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    final RegistrationClient client = new RegistrationClient(http, TestClock.at(NOW, 0));
    final RegistrationRequest request = RegistrationRequest.builder()
            .redirectUris(List.of("https://app.example/cb?x=SECRET", "com.example.app:/cb"))
            .build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    EndpointUrl endpoint() {
        return EndpointUrl.ofOperator("endpoint", "http://127.0.0.1:" + server.getPort() + "/register");
    }

    RegistrationResult register(@Nullable Secret token) {
        return client.register(endpoint(), request, token == null ? null : CallAuthorization.bearer(token), LONG);
    }

    RegistrationResult answered(MockResponse.Builder answer) {
        server.enqueue(answer.build());
        return register(TOKEN);
    }

    static MockResponse.Builder json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body);
    }

    static <E extends DcrException> E withoutSecrets(E failure) {
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).doesNotContain("CANARY", "SECRET", "\u001b");
        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        return failure;
    }
}
