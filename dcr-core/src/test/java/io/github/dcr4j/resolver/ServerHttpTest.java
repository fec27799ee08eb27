package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerHttpException;
import io.github.dcr4j.server.ServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The caller's own calls to the endpoints of a server. */
class ServerHttpTest {
    private static final Secret TOKEN = Secret.of("the-access-token-of-a-user");

    private final MockWebServer server = new MockWebServer();
    private final FakeStore store = new FakeStore();
    private final DcrResolver resolver =
            DcrResolver.builder(store).callTimeout(Duration.ofSeconds(20)).build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        resolver.close();
        server.close();
        store.close();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private ServerHttp http() {
        return resolver.serverHttp(DcrRequest.builder("https://gateway.example.com")
                .upstreamIssuer(at("").toString())
                .build());
    }

    private static ServerHttp ofPublicServer(DcrResolver resolver) {
        return resolver.serverHttp(DcrRequest.builder("https://gateway.example.com")
                .upstreamIssuer("https://as.example.com")
                .build());
    }

    private void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .addHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .body(body)
                .build());
    }

    private RecordedRequest received() throws InterruptedException {
        return Objects.requireNonNull(server.takeRequest());
    }

    private static ServerHttpException failure(ServerHttp http, ServerRequest request) {
        ServerHttpException failure = catchThrowableOfType(ServerHttpException.class, () -> http.send(request));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void send_get_carriesTheTokenAndGivesTheAnswer() throws Exception {
        answers(200, "{\"sub\":\"alice\"}");

        ServerAnswer answer =
                http().send(ServerRequest.get(at("/me?x=1")).bearer(TOKEN).header("accept", "application/jwt"));

        RecordedRequest received = received();
        assertThat(received.getMethod()).isEqualTo("GET");
        assertThat(received.getTarget()).isEqualTo("/me?x=1");
        assertThat(received.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN.reveal());
        assertThat(received.getHeaders().values("Accept")).containsExactly("application/jwt");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"sub\":\"alice\"}");
        assertThat(answer.header("content-TYPE")).hasValue("application/json");
        assertThat(answer).hasToString("ServerAnswer[status=200]");
    }

    @Test
    void send_form_isEncodedAndSentAsAForm() throws Exception {
        answers(200, "");

        ServerAnswer answer = http().send(ServerRequest.post(at("/revoke"), Map.of("token", "a b&c=ü")));

        RecordedRequest received = received();
        assertThat(received.getMethod()).isEqualTo("POST");
        assertThat(received.getHeaders().get("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(Objects.requireNonNull(received.getBody()).utf8()).isEqualTo("token=a+b%26c%3D%C3%BC");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void send_refused_isAnAnswer() throws Exception {
        answers(401, "{\"error\":\"invalid_token\"}");

        ServerAnswer answer = http().send(ServerRequest.get(at("/me")).bearer(TOKEN));

        assertThat(answer.successful()).isFalse();
        assertThat(answer.header("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(answer.body()).contains("invalid_token");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void send_redirectAtTheSameServer_isNotFollowed(int status) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Location", at("/elsewhere").toString())
                .build());

        ServerAnswer answer = http().send(ServerRequest.get(at("/me")).bearer(TOKEN));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Location")).hasValue(at("/elsewhere").toString());
        assertThat(server.getRequestCount()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"408,GET", "503,GET", "408,POST", "503,POST"})
    void send_serverAsksToRepeat_isSentOnce(int status, String method) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "0")
                .build());
        ServerRequest request = method.equals("GET")
                ? ServerRequest.get(at("/me"))
                : ServerRequest.post(at("/token"), Map.of("code", "c-1"));

        assertThat(http().send(request).status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void send_connectionDropped_failsAndIsNotRepeated() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());

        ServerHttpException failure = failure(
                http(),
                ServerRequest.post(at("/token?secret=1"), Map.of("code", "c-1")).bearer(TOKEN));

        assertThat(failure.sent()).isTrue();
        assertThat(failure.connected()).isTrue();
        assertThat(failure).hasMessageStartingWith("POST " + at("/token") + ": the connection broke");
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void send_answerLongerThanAMebibyte_fails() {
        answers(200, "x".repeat(1024 * 1024 + 1));

        ServerHttpException failure = failure(http(), ServerRequest.get(at("/keys")));

        assertThat(failure).hasMessageContaining("is larger than is read");
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void send_longError_isCutAt8KiB() throws Exception {
        answers(500, "x".repeat(100_000));

        assertThat(http().send(ServerRequest.get(at("/keys"))).body()).hasSize(8 * 1024);
    }

    @Test
    void send_answerThatDoesNotCome_endsAtTheCallTimeout() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        try (DcrResolver hasty =
                DcrResolver.builder(store).callTimeout(Duration.ofMillis(100)).build()) {
            ServerHttp http = hasty.serverHttp(DcrRequest.builder("https://gateway.example.com")
                    .upstreamIssuer(at("").toString())
                    .build());

            ServerHttpException failure = failure(http, ServerRequest.get(at("/keys")));

            assertThat(failure).hasMessageContaining("no answer came in time");
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void send_nobodyListens_saysThatNoConnectionWasMade() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        ServerHttpException failure =
                failure(http(), ServerRequest.get(URI.create("http://127.0.0.1:" + free + "/me")));

        assertThat(failure.connected()).isFalse();
        assertThat(failure.sent()).isFalse();
        assertThat(failure.retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://169.254.169.254/latest, a cloud's metadata service",
        "https://10.0.0.5/me, allowPrivateAddresses",
        "https://127.0.0.1:8443/me, is loopback",
        "https://[::1]/me, is loopback",
        "http://127.0.0.1/me, https is required",
        "http://as.example.com/me, https is required",
        "ftp://as.example.com/me, https is required",
        "file:///etc/passwd, a host name is expected",
        "https://user:pw@as.example.com/me, user information"
    })
    void send_addressThatIsNotDialled_failsBeforeAnythingIsSent(String address, String why) {
        ServerHttpException failure = failure(
                ofPublicServer(resolver), ServerRequest.get(URI.create(address)).bearer(TOKEN));

        assertThat(failure).hasMessageContaining(why);
        assertThat(failure.getMessage()).doesNotContain("pw", TOKEN.reveal());
        assertThat(failure.sent()).isFalse();
    }

    @Test
    void send_closedResolver_fails() {
        ServerHttp http = http();
        resolver.close();

        assertThatThrownBy(() -> http.send(ServerRequest.get(at("/me")))).isInstanceOf(DcrClosedException.class);
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Cookie", "x y", "", "a\r\nb"})
    void header_thatIsNotTheCallers_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerRequest.get(at("/me")).header(name, "value"))
                .withMessageNotContaining("\n");
    }

    @Test
    void header_valueOfTwoLines_isRefusedWithoutQuotingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerRequest.get(at("/me")).header("X-Note", TOKEN.reveal() + "\r\nHost: x"))
                .withMessageContaining("X-Note")
                .withMessageNotContaining(TOKEN.reveal());
    }

    @Test
    void toString_ofARequest_hasNoSecret() {
        ServerRequest request = ServerRequest.post(at("/token?key=" + TOKEN.reveal()), Map.of("code", TOKEN.reveal()))
                .bearer(TOKEN);

        assertThat(request).hasToString("ServerRequest[POST " + at("/token") + "]");
    }
}
