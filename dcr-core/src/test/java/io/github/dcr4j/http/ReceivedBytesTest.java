package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that never end, each in a place of its own: little is read of any, in clear and below TLS. */
class ReceivedBytesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    // what is granted for a call that reads 1,000 bytes is half a MiB; the rest is in buffers of the system
    private static final long ENOUGH = 16L * 1024 * 1024;
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    static Stream<Arguments> places() {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                        Arguments.of("header line", OK + "X-Filler: ", "x"),
                        Arguments.of("header lines", OK, "X-Filler: xxxxxxxxxxxxxxxx\r\n"),
                        Arguments.of("status line", "HTTP/1.1 200 ", "O"),
                        Arguments.of("interim answers", "", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
                        Arguments.of("extension of a chunk", chunked + "1;", "x"),
                        Arguments.of("size of a chunk", chunked, "0"),
                        Arguments.of("extension of the second chunk", chunked + "1\r\nx\r\n1;", "x"),
                        Arguments.of("trailers", chunked + "0\r\n", "X-Filler: xxxxxxxxxxxxxxxx\r\n"),
                        Arguments.of("body", OK + "\r\n", "x"),
                        Arguments.of(
                                "name in a gzip header",
                                OK
                                        + "Content-Encoding: gzip\r\n\r\n\u001f\u0000\b\b\u0000\u0000\u0000\u0000\u0000\u0000",
                                "n"))
                .flatMap(place -> Stream.of(true, false)
                        .map(tls -> Arguments.of(place.get()[0], place.get()[1], place.get()[2], tls)));
    }

    @ParameterizedTest(name = "{0}, TLS {3}")
    @MethodSource("places")
    void send_answerThatNeverEnds_isLeftSoon(String place, String beginning, String piece, boolean tls)
            throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        HandshakeCertificates both = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        OkHttpClient client = new OkHttpClient.Builder()
                .sslSocketFactory(both.sslSocketFactory(), both.trustManager())
                .build();
        ServerSocketFactory sockets =
                tls ? both.sslContext().getServerSocketFactory() : ServerSocketFactory.getDefault();
        try (EndlessAnswer endless = new EndlessAnswer(sockets, beginning, piece);
                GuardedHttp http = new GuardedHttp(client, "t")) {
            String scheme = tls ? "https" : "http";
            EndpointUrl url = EndpointUrl.ofOperator("x", scheme + "://localhost:" + endless.port() + "/r");

            Throwable failure = catchThrowable(() -> {
                HttpAnswer answer = http.send(new HttpCall("GET", url, null, null, 1_000, LONG));
                assertThat(answer.body()).hasSizeLessThanOrEqualTo(1_000);
                assertThat(answer.complete()).isFalse();
            });

            assertThat(failure == null || failure instanceof HttpFailure)
                    .as(String.valueOf(failure))
                    .isTrue();
            assertThat(endless.sentUntilRefused()).as(place).isLessThan(ENOUGH);
        }
    }

    @Test
    void send_extensionThatNeverEnds_isToldAsTooLarge() throws Exception {
        String beginning = OK + "Transfer-Encoding: chunked\r\n\r\n1;";
        try (EndlessAnswer endless = new EndlessAnswer(ServerSocketFactory.getDefault(), beginning, "x");
                GuardedHttp http = new GuardedHttp(null, "t")) {
            EndpointUrl url = EndpointUrl.ofOperator("x", "http://127.0.0.1:" + endless.port() + "/r");

            HttpAnswer answer = http.send(new HttpCall("GET", url, null, null, 1_000, LONG));

            assertThat(answer.bodyState()).isEqualTo(HttpAnswer.BodyState.TOO_LARGE);
        }
    }

    @Test
    void grant_callsAtTheSameTime_shareTheirSum() throws IOException {
        try (ReceivedBytes.CountedSocket socket = new ReceivedBytes.CountedSocket(new ReceivedBytes());
                EndlessAnswer endless = new EndlessAnswer(ServerSocketFactory.getDefault(), "x", "x")) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endless.port()), 10_000);
            socket.grant(1_000);
            socket.grant(500);

            InputStream in = socket.getInputStream();
            int received = in.readNBytes(new byte[1_500], 0, 1_500);
            Throwable more = catchThrowable(in::read);

            assertThat(received).isEqualTo(1_500);
            assertThat(more).isInstanceOf(IOException.class);
            assertThat(socket.exceeded()).isTrue();
        }
    }
}
