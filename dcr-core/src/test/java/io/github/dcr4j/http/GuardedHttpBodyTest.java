package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.http.HttpAnswer.BodyState;
import io.github.dcr4j.http.HttpFailure.Kind;
import java.io.IOException;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of an answer is read, and in which coding. */
class GuardedHttpBodyTest extends GuardedHttpFixture {
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
}
