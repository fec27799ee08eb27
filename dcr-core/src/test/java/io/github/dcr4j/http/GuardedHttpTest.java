package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.HttpAnswer.BodyState;
import io.github.dcr4j.http.HttpFailure.Kind;
import io.github.dcr4j.pace.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Authenticator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MockWebServer server = new MockWebServer();
    private GuardedHttp http = new GuardedHttp(null, "dcr4j-test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private EndpointUrl url(String path) {
        return EndpointUrl.ofOperator("test", server.url(path).toString());
    }

    private static MockResponse.Builder answer(int status) {
        return new MockResponse.Builder().code(status);
    }

    private HttpAnswer get(String path, int cap) throws HttpFailure {
        return http.get(url(path), cap, Deadline.after(DcrClock.system(), LONG));
    }

    private HttpAnswer post(String path, Duration timeout) throws HttpFailure {
        OneShotBody body = OneShotBody.json("{\"a\":1}".getBytes(UTF_8));
        return http.send(new HttpCall("POST", url(path), null, body, 1000, timeout));
    }

    private HttpFailure failedPost(EndpointUrl url, Duration timeout) {
        OneShotBody body = OneShotBody.json("{}".getBytes(UTF_8));
        return catchThrowableOfType(
                HttpFailure.class, () -> http.send(new HttpCall("POST", url, null, body, 1000, timeout)));
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

    @Test
    void send_interceptorThatRepeats_isStopped() {
        AtomicInteger tries = new AtomicInteger();
        http = new GuardedHttp(
                new OkHttpClient.Builder()
                        .addInterceptor(chain -> {
                            tries.incrementAndGet();
                            chain.proceed(chain.request()).close();
                            tries.incrementAndGet();
                            return chain.proceed(chain.request());
                        })
                        .build(),
                "t");
        server.enqueue(answer(500).build());
        server.enqueue(answer(201).build());

        HttpFailure failure = failedPost(url("/r"), LONG);

        assertThat(tries).hasValue(2);
        assertThat(failure.begun()).isTrue();
        assertThat(failure).cause().hasMessageContaining("not repeated");
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
    void send_untrustedCertificate_isNotBegunAndNotRetryable() {
        useHttps("localhost");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.begun()).isFalse();
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void send_certificateOfAnotherHost_isNotBegun() {
        http = new GuardedHttp(trusting(useHttps("other.example")), "t");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.begun()).isFalse();
    }

    @Test
    void send_certificateNameWithALineBreak_isPrintedOnOneLine() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("other\r\n2026-01-01 WARN forged \u001b[31m ${jndi:x}")
                .addSubjectAlternativeName("other.example.com")
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());

        http = new GuardedHttp(trusting(certificate), "t");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(printed.toString()).contains("SSLPeerUnverifiedException", "forged");
        assertThat(printed.toString().lines())
                .allMatch(line -> line.matches("\\s+(at|\\.\\.\\.) .*|(Caused by: )?io\\.github\\.dcr4j\\..*"));
        assertThat(printed.toString()).doesNotContain("\u001b", "${");
    }

    @Test
    void send_trustedCertificateOfTheCallersClient_works() throws HttpFailure {
        http = new GuardedHttp(trusting(useHttps("localhost")), "t");
        server.enqueue(answer(201).build());

        HttpAnswer answer = http.send(new HttpCall("GET", httpsUrl(), null, null, 10, LONG));

        assertThat(answer.status()).isEqualTo(201);
    }

    private HeldCertificate useHttps(String host) {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        return certificate;
    }

    private static OkHttpClient trusting(HeldCertificate certificate) {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    private EndpointUrl httpsUrl() {
        return EndpointUrl.ofOperator("x", "https://localhost:" + server.getPort() + "/r");
    }

    @Test
    void send_endlessHeaders_endsTheCallEarly() throws Exception {
        String filler = "X-Filler: TOPSECRET" + "x".repeat(1_000) + "\r\n";
        try (EndlessAnswer endless =
                new EndlessAnswer(ServerSocketFactory.getDefault(), "HTTP/1.1 200 OK\r\n", filler)) {
            HttpFailure failure =
                    failedPost(EndpointUrl.ofOperator("x", "http://127.0.0.1:" + endless.port() + "/r"), LONG);

            assertThat(failure.kind()).isIn(Kind.BROKEN, Kind.TOO_MUCH);
            assertThat(failure).hasMessageNotContaining("TOPSECRET");
            assertThat(endless.sentUntilRefused()).isLessThan(16 * 1024 * 1024);
        }
    }

    @Test
    void send_answerThatIsNoHttp_keepsNothingOfIt() {
        server.enqueue(new MockResponse.Builder().status("TOPSECRET nonsense").build());

        HttpFailure failure = failedPost(url("/r"), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure).hasMessageNotContaining("TOPSECRET").hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100})
    void get_bodyUpToTheCap_isComplete(int size) throws HttpFailure {
        server.enqueue(answer(200).body("x".repeat(size)).build());

        HttpAnswer answer = get("/m", 100);

        assertThat(answer.bodyState()).isEqualTo(BodyState.COMPLETE);
        assertThat(answer.body()).hasSize(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 500_000})
    void get_bodyOverTheCap_isTooLarge(int size) throws HttpFailure {
        server.enqueue(answer(200).body("x".repeat(size)).build());

        HttpAnswer answer = get("/m", 100);

        assertThat(answer.bodyState()).isEqualTo(BodyState.TOO_LARGE);
        assertThat(answer.body()).hasSize(100);
    }

    @Test
    void get_smallGzipOfALargeBody_isCountedAfterDecoding() throws IOException {
        Buffer packed = new Buffer();
        try (var sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8("x".repeat(1_000_000));
        }
        assertThat(packed.size()).isLessThan(5_000);
        server.enqueue(
                answer(200).addHeader("Content-Encoding", "gzip").body(packed).build());

        HttpAnswer answer = get("/m", 10_000);

        assertThat(answer.bodyState()).isEqualTo(BodyState.TOO_LARGE);
        assertThat(answer.body()).hasSize(10_000);
    }

    @Test
    void get_gzipThoughNotAskedFor_isDecoded() throws Exception {
        Buffer packed = new Buffer();
        try (var sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8("{\"a\":1}");
        }
        server.enqueue(
                answer(200).addHeader("Content-Encoding", "gzip").body(packed).build());

        HttpAnswer answer = get("/m", 10_000);

        assertThat(answer.complete()).isTrue();
        assertThat(answer.text().text()).isEqualTo("{\"a\":1}");
        assertThat(server.takeRequest().getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "gzip"})
    void get_codingThatIsNotWhatTheBodyIs_isNotRead(String coding) throws HttpFailure {
        server.enqueue(
                answer(200).addHeader("Content-Encoding", coding).body("{}").build());

        HttpAnswer answer = get("/m", 10_000);

        assertThat(answer.bodyState()).isEqualTo(BodyState.ENCODED);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void get_errorBody_isReadUpTo8KiB() throws HttpFailure {
        server.enqueue(answer(400).body("x".repeat(100_000)).build());

        HttpAnswer answer = get("/m", 1_000_000);

        assertThat(answer.body()).hasSize(8 * 1024);
    }

    @Test
    void get_bodyBreaksOff_keepsWhatCame() throws HttpFailure {
        server.enqueue(answer(200)
                .body("x".repeat(100_000))
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());

        HttpAnswer answer = get("/m", 1_000_000);

        assertThat(answer.bodyState()).isEqualTo(BodyState.CUT_OFF);
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
    void send_callersCookiesCacheAndAuthenticator_areNotUsed() throws Exception {
        AtomicInteger challenged = new AtomicInteger();
        Authenticator authenticator = (route, response) -> {
            challenged.incrementAndGet();
            return response.request()
                    .newBuilder()
                    .header("Authorization", "Basic eA==")
                    .build();
        };
        http = new GuardedHttp(
                new OkHttpClient.Builder().authenticator(authenticator).build(), "t");
        server.enqueue(answer(401)
                .addHeader("WWW-Authenticate", "Basic realm=x")
                .addHeader("Set-Cookie", "a=b")
                .build());
        server.enqueue(answer(200).build());

        int status = get("/a", 100).status();
        get("/a", 100);

        server.takeRequest();
        assertThat(status).isEqualTo(401);
        assertThat(challenged).hasValue(0);
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
    }

    private HttpFailure failedThrough(Interceptor interceptor) {
        http = new GuardedHttp(
                new OkHttpClient.Builder().addInterceptor(interceptor).build(), "t");
        server.enqueue(answer(201).body("{\"client_secret\":\"TOPSECRET\"}").build());
        return failedPost(url("/r"), LONG);
    }

    @Test
    void send_interceptorReadsTheBody_theMessageSaysSo() {
        HttpFailure failure = failedThrough(chain -> {
            Response response = chain.proceed(chain.request());
            assertThat(response.body().string()).isNotEmpty();
            return response;
        });

        assertThat(failure.kind()).isEqualTo(Kind.BODY_TAKEN);
        assertThat(failure).hasMessageContaining("interceptor").hasMessageContaining("has read or closed its body");
        assertThat(failure.begun()).isTrue();
    }

    @Test
    void send_interceptorReadsTheBodyAndLeavesItOpen_theMessageSaysSo() {
        HttpFailure failure = failedThrough(chain -> {
            Response response = chain.proceed(chain.request());
            assertThat(response.body().source().readUtf8()).isNotEmpty();
            return response;
        });

        assertThat(failure.kind()).isEqualTo(Kind.BODY_TAKEN);
    }

    @Test
    void send_interceptorThrowsAfterTheAnswer_theMessageNamesWhatAndWhereAndQuotesNothing() {
        HttpFailure failure = failedThrough(chain -> {
            throw new IllegalArgumentException(
                    chain.proceed(chain.request()).body().string());
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure)
                .hasMessageContaining(
                        "java.lang.IllegalArgumentException at " + getClass().getName())
                .hasMessageNotContaining("TOPSECRET")
                .hasNoCause();
        assertThat(failure.begun()).isTrue();
    }

    @Test
    void send_interceptorThrowsBeforeTheRequest_isNotBegunAndNoMatterOfTheNetwork() {
        HttpFailure failure = failedThrough(chain -> {
            throw new IOException("policy");
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure)
                .hasMessageContaining("java.io.IOException at " + getClass().getName());
        assertThat(failure.begun()).isFalse();
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void send_interceptorThrows_canBeTriedAgain(boolean checked) {
        HttpFailure failure = failedThrough(chain -> {
            if (checked) {
                throw new IOException("no token for the proxy just now");
            }
            throw new IllegalStateException("the circuit is open");
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void close_callersClient_staysUsable() throws IOException {
        OkHttpClient base = new OkHttpClient();
        new GuardedHttp(base, "t").close();

        assertThat(base.dispatcher().executorService().isShutdown()).isFalse();
    }

    @Test
    void close_aCallStillRuns_itsConnectionIsNotKept() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                arrived.countDown();
                closed.await();
                return answer(200).build();
            }
        });
        CompletableFuture<HttpAnswer> running = CompletableFuture.supplyAsync(() -> {
            try {
                return get("/slow", 100);
            } catch (HttpFailure e) {
                throw new CompletionException(e);
            }
        });
        arrived.await();

        http.close();
        closed.countDown();

        assertThat(running).succeedsWithin(LONG);
        get("/after", 100);
        assertThat(server.takeRequest().getExchangeIndex()).isZero();
        assertThat(server.takeRequest().getExchangeIndex())
                .as("on a connection of its own")
                .isZero();
    }

    @Test
    void userAgent_withControlCharacter_isRefused() {
        @Nullable OkHttpClient none = null;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GuardedHttp(none, "a\r\nX: y"))
                .withMessageStartingWith("userAgent");
    }
}
