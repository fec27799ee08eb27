package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must not be repeated shares no connection of HTTP/2 either, but one that has answered just now. */
class Http2ConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int REFUSED_STREAM = 7;

    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(trusting(certificate), "t");

    static OkHttpClient trusting(HeldCertificate certificate) {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .dns(host -> List.of(InetAddress.getLoopbackAddress()))
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start();
        for (int i = 0; i < 60; i++) {
            server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
        }
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private EndpointUrl url() {
        return EndpointUrl.ofOperator("x", "https://localhost:" + server.getPort() + "/r");
    }

    private RecordedRequest get() throws Exception {
        http.get(url(), 1_000, Deadline.after(DcrClock.system(), LONG));
        return server.takeRequest();
    }

    private RecordedRequest post() throws Exception {
        http.send(new HttpCall("POST", url(), null, OneShotBody.json("{}".getBytes(UTF_8)), 1_000, LONG));
        return server.takeRequest();
    }

    private RecordedRequest postOfAnotherThread() throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return post();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(5, TimeUnit.MINUTES);
    }

    @Test
    void get_again_sharesTheConnectionOfHttp2() throws Exception {
        RecordedRequest first = get();
        RecordedRequest second = get();

        assertThat(first.getVersion()).isEqualTo("HTTP/2");
        assertThat(second.getVersion()).isEqualTo("HTTP/2");
    }

    @Test
    void post_justAfterAnAnswerToAnotherThread_sharesItsConnection() throws Exception {
        boolean shared = false;
        for (int tries = 0; tries < 20 && !shared; tries++) {
            RecordedRequest first = postOfAnotherThread();
            shared = postOfAnotherThread().getConnectionIndex() == first.getConnectionIndex();
            assertThat(first.getVersion()).isEqualTo("HTTP/2");
        }

        assertThat(shared).isTrue();
    }

    @Test
    void post_justAfterAnAnswerOverHttp2_sharesItsConnection() throws Exception {
        boolean shared = false;
        // a machine that stands still for half a second between the two gives them one each, and is asked again
        for (int tries = 0; tries < 20 && !shared; tries++) {
            RecordedRequest read = get();
            shared = post().getConnectionIndex() == read.getConnectionIndex();
        }

        assertThat(shared).isTrue();
    }

    /** Refuses the first {@code times} requests, as a server does that is about to end the connection. */
    private void refuse(int times) {
        AtomicInteger left = new AtomicInteger(times);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(200).body("{}").build();
            }

            @Override
            public MockResponse peek() {
                MockResponse.Builder answer = new MockResponse.Builder();
                return left.getAndDecrement() > 0
                        ? answer.onRequestStart(new SocketEffect.CloseStream(REFUSED_STREAM))
                                .build()
                        : answer.build();
            }
        });
    }

    @Test
    void post_refusedUnprocessed_isSentOnceMoreOnAConnectionOfItsOwn() throws Exception {
        RecordedRequest read = get();
        refuse(1);

        HttpAnswer answer =
                http.send(new HttpCall("POST", url(), null, OneShotBody.json("{}".getBytes(UTF_8)), 1_000, LONG));

        assertThat(answer.status()).isEqualTo(200);
        RecordedRequest sent = server.takeRequest();
        while (sent.getBody() == null || sent.getBody().size() == 0) { // the refused one
            sent = server.takeRequest();
        }
        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(sent.getConnectionIndex()).isNotEqualTo(read.getConnectionIndex());
    }

    @Test
    void post_alwaysRefusedUnprocessed_failsAsNotSent() {
        refuse(Integer.MAX_VALUE);

        assertThatExceptionOfType(HttpFailure.class)
                .isThrownBy(() -> http.send(
                        new HttpCall("POST", url(), null, OneShotBody.json("{}".getBytes(UTF_8)), 1_000, LONG)))
                .satisfies(e -> assertThat(e.begun()).isFalse())
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.BROKEN));
    }

    /** The connection of HTTP/2 outlives a call that it did not answer: it may be dead. */
    @Test
    void post_justAfterACallThatHadNoAnswer_hasAConnectionOfItsOwn() throws Exception {
        get();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse.Builder answer =
                        new MockResponse.Builder().code(200).body("{}");
                return (request.getMethod().equals("GET") ? answer.headersDelay(1, TimeUnit.HOURS) : answer).build();
            }
        });
        Duration longerThanRecent = Duration.ofMillis(900);
        assertThatExceptionOfType(HttpFailure.class)
                .isThrownBy(() -> http.get(url(), 1_000, Deadline.after(DcrClock.system(), longerThanRecent)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.TIMEOUT));
        RecordedRequest silent = server.takeRequest();

        RecordedRequest sent = post();

        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(sent.getConnectionIndex()).isNotEqualTo(silent.getConnectionIndex());
    }

    /** A GET shares it, as HTTP/2 allows (RFC 9113, section 9.1.1), and is repeated if the server does not like that. */
    @Test
    void post_afterAnAnswerOfAnotherHostOfTheCertificate_hasAConnectionOfItsOwn() throws Exception {
        EndpointUrl other = EndpointUrl.ofOperator("x", "https://127.0.0.1:" + server.getPort() + "/r");
        RecordedRequest read = get();
        http.get(other, 1_000, Deadline.after(DcrClock.system(), LONG));
        server.takeRequest();

        http.send(new HttpCall("POST", other, null, OneShotBody.json("{}".getBytes(UTF_8)), 1_000, LONG));

        assertThat(server.takeRequest().getConnectionIndex()).isNotEqualTo(read.getConnectionIndex());
    }
}
