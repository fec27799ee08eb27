package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose endpoints move while clients are stored. */
abstract class MovingServerFixture {
    static final String METADATA = "/.well-known/oauth-authorization-server";
    static final Duration A_DAY = Duration.ofDays(1);

    final MockWebServer server = new MockWebServer();
    final TestClock clock = TestClock.standing();
    final FakeStore store = new FakeStore();
    final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger clients = new AtomicInteger();
    final List<DcrResolver> opened = new ArrayList<>();
    volatile String token = "/token";
    volatile String authorization = "/auth";
    volatile String more = "";
    volatile int metadataStatus = 200;
    volatile int oldTokenStatus = 404;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = String.valueOf(request.getUrl().encodedPath());
                calls.add(request.getMethod() + " " + path);
                if (path.equals(METADATA)) {
                    return json(metadataStatus, document());
                }
                if (path.equals("/register")) {
                    int number = clients.incrementAndGet();
                    return json(
                            201,
                            "{\"client_id\":\"client-" + number + "\",\"client_secret\":\"the-secret-of-client-"
                                    + number + "\",\"client_secret_expires_at\":0}");
                }
                return at(path).toString().equals(absolute(token))
                        ? json(200, "{\"access_token\":\"the-token-that-was-issued\",\"token_type\":\"Bearer\"}")
                        : json(oldTokenStatus, "{}");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        opened.forEach(DcrResolver::close);
        server.close();
        store.close();
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private String absolute(String address) {
        return address.startsWith("/") ? at(address).toString() : address;
    }

    String document() {
        return "{\"issuer\":\"" + at("") + "\",\"registration_endpoint\":\"" + at("/register")
                + "\",\"token_endpoint\":\"" + absolute(token) + "\",\"authorization_endpoint\":\""
                + absolute(authorization) + "\",\"response_types_supported\":[\"code\"]" + more + "}";
    }

    /** What its background work does, it does before the call that begins it returns. */
    DcrResolver resolver() {
        return resolver(DcrResolver.builder(store).executor(Runnable::run));
    }

    DcrResolver resolver(DcrResolverBuilder builder) {
        DcrResolver resolver = builder.clock(clock)
                .listener(events::add)
                .callTimeout(Duration.ofSeconds(10))
                .build();
        opened.add(resolver);
        return resolver;
    }

    DcrRequestBuilder builder() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(at("").toString());
    }

    DcrRequest request() {
        return builder().build();
    }

    long reads() {
        return calls.stream().filter(call -> call.equals("GET " + METADATA)).count();
    }

    List<DcrEvent.EndpointMoved> moves() {
        return events.stream()
                .filter(DcrEvent.EndpointMoved.class::isInstance)
                .map(DcrEvent.EndpointMoved.class::cast)
                .toList();
    }

    void move() {
        token = "/new/token";
        authorization = "/new/auth";
    }
}
