package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on loopback and the client that calls it. */
abstract class GuardedHttpFixture {
    static final Duration LONG = Duration.ofSeconds(20);

    final MockWebServer server = new MockWebServer();
    GuardedHttp http = new GuardedHttp(null, "dcr4j-test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    EndpointUrl url(String path) {
        return EndpointUrl.ofOperator("test", server.url(path).toString());
    }

    static MockResponse.Builder answer(int status) {
        return new MockResponse.Builder().code(status);
    }

    HttpFailure failedPost(EndpointUrl url, Duration timeout) {
        OneShotBody body = OneShotBody.json("{}".getBytes(UTF_8));
        return catchThrowableOfType(
                HttpFailure.class, () -> http.send(new HttpCall("POST", url, null, body, 1000, timeout)));
    }

    HttpAnswer get(String path, int cap) throws HttpFailure {
        return http.get(url(path), cap, Deadline.after(DcrClock.system(), LONG));
    }
}
