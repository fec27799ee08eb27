package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A resolver at a server that each test writes itself. */
abstract class DcrResolverFixture {
    final MockWebServer server = new MockWebServer();
    final TestClock clock = TestClock.standing();
    final FakeStore store = new FakeStore();
    final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
        threads.shutdownNow();
    }

    DcrResolverBuilder resolver() {
        return DcrResolver.builder(store).clock(clock).listener(events::add).callTimeout(Duration.ofSeconds(10));
    }

    DcrRequestBuilder request() {
        String base = "http://127.0.0.1:" + server.getPort();
        return DcrRequest.builder("batch")
                .registrationEndpoint(base + "/register")
                .server(s -> s.tokenEndpoint(base + "/token"))
                .grantTypes("client_credentials");
    }

    void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    void registers(String clientId) {
        answers(
                201,
                "{\"client_id\":\"" + clientId + "\",\"client_secret\":\"s3cret\",\"client_secret_expires_at\":"
                        + TestClock.START.plusSeconds(3_600).getEpochSecond() + "}");
    }

    <T extends DcrEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(3, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
