package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.Secret;
import io.github.dcr4j.http.HttpAnswer.BodyState;
import io.github.dcr4j.http.HttpFailure.Kind;
import io.github.dcr4j.pace.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTest extends GuardedHttpFixture {
    private HttpAnswer post(String path, Duration timeout) throws HttpFailure {
        OneShotBody body = OneShotBody.json("{\"a\":1}".getBytes(UTF_8));
        return http.send(new HttpCall("POST", url(path), null, body, 1000, timeout));
    }

    @Test
    void send_post_hasExactlyTheHeadersItNeeds() throws Exception {
        server.enqueue(answer(201).build());

        http.send(new HttpCall(
                "POST",
                url("/r?x=1"),
                CallAuthorization.bearer(Secret.of("tok-1")),
                OneShotBody.json("{\"a\":1}".getBytes(UTF_8)),
                10,
                LONG));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /r?x=1 HTTP/1.1");
        assertThat(request.getHeaders().names())
                .containsExactlyInAnyOrder(
                        "Host",
                        "Connection",
                        "Accept-Encoding",
                        "Accept",
                        "User-Agent",
                        "Authorization",
                        "Content-Type",
                        "Content-Length");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer tok-1");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("dcr4j-test");
        assertThat(request.getBody()).isNotNull().hasToString("[text={\"a\":1}]");
    }

    /** The HTTP client takes it for a mistake of the server, and throws. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "GET"})
    void send_407ThatNoProxySent_isAnAnswer(String method) throws HttpFailure {
        server.enqueue(answer(407).body("{}").build());
        server.enqueue(answer(407).build());
        OneShotBody body = method.equals("POST") ? OneShotBody.json("{}".getBytes(UTF_8)) : null;

        HttpAnswer answer = http.send(new HttpCall(method, url("/a"), null, body, 1000, LONG));

        assertThat(answer.status()).isEqualTo(407);
        assertThat(get("/b", 1000).status()).isEqualTo(407);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void send_503WithRetryAfterZero_isOnePost() throws HttpFailure {
        server.enqueue(answer(503).addHeader("Retry-After", "0").build());
        server.enqueue(answer(201).build());

        HttpAnswer answer = post("/r", LONG);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void send_408_isOnePost() throws HttpFailure {
        server.enqueue(answer(408).build());
        server.enqueue(answer(201).build());

        HttpAnswer answer = post("/r", LONG);

        assertThat(answer.status()).isEqualTo(408);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void send_503WithRetryAfterZeroAndNoBody_isOneRequest(String method) throws HttpFailure {
        server.enqueue(answer(503).addHeader("Retry-After", "0").build());
        server.enqueue(answer(200).build());

        HttpAnswer answer = http.send(new HttpCall(method, url("/r"), null, null, 1000, LONG));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("0");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503})
    void send_retryAfterOfElevenDigits_isAnAnswer(int status) throws HttpFailure {
        server.enqueue(answer(status).addHeader("Retry-After", "99999999999").build());

        HttpAnswer answer = post("/r", LONG);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Retry-After")).isEqualTo("99999999999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void send_connectionDroppedAfterARequestWithoutBody_isOneRequestAndBegun(String method) {
        server.enqueue(
                answer(200).onResponseStart(new SocketEffect.CloseSocket()).build());
        server.enqueue(answer(200).build());

        HttpFailure failure = catchThrowableOfType(
                HttpFailure.class, () -> http.send(new HttpCall(method, url("/r"), null, null, 1000, LONG)));

        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure.begun()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void send_connectionDroppedAfterTheRequest_isOnePostAndBegun() {
        server.enqueue(
                answer(201).onResponseStart(new SocketEffect.CloseSocket()).build());
        server.enqueue(answer(201).build());

        HttpFailure failure = failedPost(url("/r"), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure.begun()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void send_droppedOnAReusedConnection_isOnePost() throws HttpFailure {
        server.enqueue(answer(200).build());
        server.enqueue(
                answer(201).onResponseStart(new SocketEffect.CloseSocket()).build());
        server.enqueue(answer(201).build());
        get("/first", 10);

        HttpFailure failure = failedPost(url("/r"), LONG);

        assertThat(failure.begun()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void send_postRedirectedOnTheSameOrigin_isNotFollowed(int status) throws HttpFailure {
        server.enqueue(answer(status).addHeader("Location", "/elsewhere").build());
        server.enqueue(answer(201).build());

        HttpAnswer answer = post("/r", LONG);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.whereTo()).isEqualTo(" to /elsewhere");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void send_timeUp_isBegunTimeout() {
        server.enqueue(answer(201).headersDelay(30, SECONDS).build());

        HttpFailure failure = failedPost(url("/r"), Pace.stretched(Duration.ofMillis(200), Duration.ofSeconds(5)));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.begun()).isTrue();
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void send_noTimeLeft_sendsNothing() {
        HttpFailure failure = failedPost(url("/r"), Duration.ZERO);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.begun()).isFalse();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void send_slowDrip_endsAtTheWholeCallsDeadline() throws HttpFailure {
        server.enqueue(answer(201)
                .body("x".repeat(5_000))
                .throttleBody(1, 50, MILLISECONDS)
                .build());
        long start = System.nanoTime();

        HttpAnswer answer = post("/r", Duration.ofSeconds(3));

        // The whole body would take 250 s: each byte resets a time-out for reads, none resets the deadline.
        assertThat(answer.bodyState()).isEqualTo(BodyState.TOO_SLOW);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Pace.stretched(Duration.ofSeconds(15)));
    }

    @Test
    void send_refusedConnection_isNotBegun() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        HttpFailure failure = failedPost(EndpointUrl.ofOperator("x", "http://127.0.0.1:" + port + "/r"), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(failure.begun()).isFalse();
    }

    @Test
    void send_unknownHost_isNotBegun() {
        http = new GuardedHttp(
                new OkHttpClient.Builder()
                        .dns(host -> {
                            throw new UnknownHostException(host);
                        })
                        .build(),
                "t");

        HttpFailure failure = failedPost(EndpointUrl.ofOperator("x", "https://as.invalid/r"), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_RESOLVED);
        assertThat(failure.begun()).isFalse();
    }

    @Test
    void get_redirectsOnTheSameOrigin_areFollowedThreeTimes() throws Exception {
        server.enqueue(answer(302).addHeader("Location", "/b").build());
        server.enqueue(answer(307).addHeader("Location", url("/c").text()).build());
        server.enqueue(answer(308).addHeader("Location", "d?x=1").build());
        server.enqueue(answer(200).body("{}").build());

        HttpAnswer answer = get("/a", 100);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.url()).isEqualTo(url("/d?x=1"));
    }

    @Test
    void get_fourthRedirect_isNotFollowed() throws HttpFailure {
        for (int i = 0; i < 5; i++) {
            server.enqueue(answer(302).addHeader("Location", "/again").build());
        }

        HttpAnswer answer = get("/a", 100);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void get_redirectToAnotherOrigin_isNotFollowed() throws IOException {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            String host = "http://localhost:" + other.getPort();
            for (String target : new String[] {
                host + "/x",
                "https://localhost:" + server.getPort() + "/x",
                "//127.0.0.2:" + server.getPort() + "/x",
                "http://u@localhost:" + server.getPort() + "/x",
                "file:///etc/passwd",
                "http://[",
                "javascript:1"
            }) {
                server.enqueue(answer(302).addHeader("Location", target).build());

                assertThat(get("/a", 100).status()).as(target).isEqualTo(302);
            }
            assertThat(other.getRequestCount()).isZero();
            assertThat(server.getRequestCount()).isEqualTo(7);
        }
    }

    @Test
    void userAgent_withControlCharacter_isRefused() {
        @Nullable OkHttpClient none = null;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GuardedHttp(none, "a\r\nX: y"))
                .withMessageStartingWith("userAgent");
    }
}
