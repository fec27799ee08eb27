package io.github.dcr4j.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose metadata is looked for. */
abstract class MetadataClientFixture {
    final MockWebServer server = new MockWebServer();
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    final MetadataClient client = new MetadataClient(http, Duration.ofSeconds(10));
    String issuer = "";

    @BeforeEach
    void start() throws IOException {
        server.start();
        issuer = "http://127.0.0.1:" + server.getPort() + "/t1";
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    void enqueue(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    String document(String members) {
        return "{\"issuer\":\"" + issuer + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    String full() {
        return document("\"registration_endpoint\":\"" + issuer + "/register\",\"authorization_endpoint\":\"" + issuer
                + "/authorize\",\"token_endpoint\":\"" + issuer
                + "/token\",\"token_endpoint_auth_methods_supported\":[\"none\",\"client_secret_post\"],"
                + "\"code_challenge_methods_supported\":[\"S256\"],\"scopes_supported\":[\"openid\"],"
                + "\"grant_types_supported\":[\"authorization_code\"],\"response_types_supported\":[\"code\"],"
                + "\"authorization_response_iss_parameter_supported\":true,\"jwks\":{\"keys\":[]}");
    }

    AuthorizationServerMetadata discover() {
        return search(ExpectedIssuer.named(issuer)).metadata();
    }

    Discovery search(ExpectedIssuer expected) {
        return client.discover(
                DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer)),
                expected,
                Deadline.after(DcrClock.system(), Duration.ofSeconds(20)));
    }

    DcrException failure() {
        DcrException failure = catchThrowableOfType(DcrException.class, this::discover);
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("/.well-known/oauth-authorization-server/t1: ");
        return failure;
    }
}
