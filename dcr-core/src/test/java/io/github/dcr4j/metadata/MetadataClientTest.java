package io.github.dcr4j.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataClientTest extends MetadataClientFixture {
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 502, 204, 206, 304})
    void discover_nothingThere_triesTheNextAddress(int status) throws Exception {
        server.enqueue(new MockResponse.Builder().code(status).build());
        enqueue(404, "");
        enqueue(200, full());

        discover();

        server.takeRequest();
        assertThat(server.takeRequest().getTarget()).isEqualTo("/.well-known/openid-configuration/t1");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/t1/.well-known/openid-configuration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html; charset=utf-8", "application/json", "TEXT/HTML"})
    void discover_page_triesTheNextAddress(String type) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", type)
                .body(" <!doctype html><p>{</p>")
                .build());
        enqueue(200, full());

        assertThat(discover().registrationEndpoint()).isNotNull();
    }

    @Test
    void discover_textThatIsNoJson_triesTheNextAddress() {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/plain")
                .body("ok")
                .build());
        enqueue(200, "{\"message\":\"nothing here\"}");
        enqueue(200, full());

        assertThat(discover().registrationEndpoint()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"text/plain, other", "'', missing"})
    void discover_jsonUnderAnotherMediaType_isReadWithDeviation(String type, String shape) {
        MockResponse.Builder answer = new MockResponse.Builder().body(full());
        if (!type.isEmpty()) {
            answer.addHeader("Content-Type", type);
        }
        server.enqueue(answer.build());

        assertThat(discover().deviations())
                .containsExactly(new Deviation(DeviationCode.MEDIA_TYPE, "Content-Type", shape));
    }

    @Test
    void discover_redirectElsewhere_triesTheNextAddress() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "https://127.0.0.1:1/in?token=SECRET")
                .build());
        enqueue(404, "");
        enqueue(404, "");

        assertThat(failure())
                .hasMessageContaining("302 to https://127.0.0.1:1/in, which is not followed")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void discover_redirectWithALineSeparator_showsNothingOfTheQuery() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .headers(new Headers.Builder()
                        .addUnsafeNonAscii("Location", "https://127.0.0.1:1/in?token=a\u2028SECRET")
                        .add("Content-Length", "0")
                        .build())
                .build());
        enqueue(404, "");
        enqueue(404, "");

        assertThat(failure())
                .hasMessageContaining("302 to https://127.0.0.1:1/in, which is not followed")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void discover_sameOriginRedirect_isFollowedAndChecked() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "/meta")
                .build());
        enqueue(200, full());

        assertThat(discover().source()).hasToString("http://127.0.0.1:" + server.getPort() + "/meta");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 501, 503, 504})
    void discover_serverInTrouble_stopsAndCanBeRetried(int status) {
        for (int i = 0; i < 4; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .addHeader("Retry-After", "17")
                    .build());
        }

        DcrException failure = failure();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
        assertThat(failure).hasMessageNotContaining("openid-configuration");
    }

    @Test
    void discover_droppedConnection_stopsAndCanBeRetried() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
        }

        DcrException failure = failure();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageNotContaining("openid-configuration");
    }

    @Test
    void discover_noTimeLeft_sendsNothing() {
        TestClock clock = TestClock.at(0, 0);
        Deadline deadline = Deadline.after(clock, Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        List<EndpointUrl> candidates = DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer));

        DcrException failure = catchThrowableOfType(
                DcrException.class,
                () -> client.discover(candidates, ExpectedIssuer.named(issuer), deadline)
                        .metadata());

        assertThat(failure.retryable()).isTrue();
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "{\"issuer\":\"a\",\"issuer\":\"b\"}", "{} {}"})
    void discover_unreadableJson_stops(String body) {
        enqueue(200, body);
        enqueue(200, full());

        DcrException failure = failure();

        assertThat(failure.retryable()).isFalse();
        assertThat(server.getRequestCount()).isLessThanOrEqualTo(body.equals("{} {}") ? 2 : 1);
    }

    @Test
    void discover_oversizedDocument_stops() {
        enqueue(200, "{\"x\":\"" + "y".repeat(1024 * 1024) + "\"}");

        assertThat(failure()).hasMessageContaining("the body is larger than is read");
    }
}
