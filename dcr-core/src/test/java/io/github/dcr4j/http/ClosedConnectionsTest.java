package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ServerSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that end a connection right after an answer, without announcing it. */
class ClosedConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    private final HeldCertificate certificate =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private ServerSocket listening = new ServerSocket();

    ClosedConnectionsTest() throws IOException {}

    /** What a server does when it has answered. */
    enum Ending {
        CLOSES,
        RESETS,
        SAYS_NO_MORE;

        void end(Socket caller) throws IOException {
            switch (this) {
                case CLOSES -> caller.close();
                case RESETS -> {
                    caller.setSoLinger(true, 0);
                    caller.close();
                }
                case SAYS_NO_MORE -> caller.shutdownOutput();
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    private void start(ServerSocketFactory sockets, Ending ending) throws IOException {
        listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            for (int number = 1; !listening.isClosed(); number++) {
                accept(number, ending);
            }
        });
    }

    private void accept(int number, Ending ending) {
        try {
            Socket caller = listening.accept();
            threads.execute(() -> serve(caller, number, ending));
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket caller, int number, Ending ending) {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                requests.add(line.substring(0, line.indexOf(' ')) + " " + number);
                boolean body = !line.startsWith("GET") && !line.startsWith("DELETE");
                while (!line.isEmpty()) {
                    line = in.readLine();
                }
                if (body) {
                    assertThat(in.read() + in.read()).isEqualTo('{' + '}');
                }
                caller.getOutputStream().write(ANSWER.getBytes(US_ASCII));
                ending.end(caller);
                ended.release();
            }
        } catch (IOException e) {
            return; // ended by one of the two
        }
    }

    private void getAndSend(GuardedHttp http, String scheme, String method) throws Exception {
        EndpointUrl url = EndpointUrl.ofOperator("x", scheme + "://localhost:" + listening.getLocalPort() + "/r");
        OneShotBody body = method.startsWith("P") ? OneShotBody.json("{}".getBytes(UTF_8)) : null;
        http.get(url, 1_000, Deadline.after(DcrClock.system(), LONG));
        ended.acquire();

        HttpAnswer answer = http.send(new HttpCall(method, url, null, body, 1_000, LONG));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(requests).containsExactly("GET 1", method + " 2");
    }

    @ParameterizedTest
    @CsvSource({"POST,CLOSES", "POST,RESETS", "POST,SAYS_NO_MORE", "PUT,CLOSES", "DELETE,CLOSES", "GET,CLOSES"})
    void send_serverEndedTheConnectionAfterAnAnswer_arrivesOnceOnANewOne(String method, Ending ending)
            throws Exception {
        start(ServerSocketFactory.getDefault(), ending);
        try (GuardedHttp http = new GuardedHttp(null, "t")) {
            getAndSend(http, "http", method);
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,CLOSES", "POST,RESETS", "GET,CLOSES"})
    void send_serverEndedTheTlsAfterAnAnswer_arrivesOnceOnANewOne(String method, Ending ending) throws Exception {
        HandshakeCertificates own =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        start(own.sslContext().getServerSocketFactory(), ending);
        try (GuardedHttp http = new GuardedHttp(Http2ConnectionsTest.trusting(certificate), "t")) {
            getAndSend(http, "https", method);
        }
    }
}
