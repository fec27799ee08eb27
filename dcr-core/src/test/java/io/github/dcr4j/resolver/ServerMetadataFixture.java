package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.server.ServerMetadata;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with two metadata documents, and what is read of them. */
abstract class ServerMetadataFixture {
    static final String OAUTH = "/.well-known/oauth-authorization-server";
    static final String OPENID = "/.well-known/openid-configuration";

    final MockWebServer server = new MockWebServer();
    final TestClock clock = TestClock.standing();
    final FakeStore store = new FakeStore();
    final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> documents = new ConcurrentHashMap<>();
    volatile int absent = 404;
    volatile @Nullable CountDownLatch held;

    @Nullable
    DcrResolver opened;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                String path = String.valueOf(request.getUrl().encodedPath());
                calls.add(path);
                CountDownLatch gate = held;
                if (gate != null) {
                    gate.await();
                }
                String document = documents.get(path);
                return new MockResponse.Builder()
                        .code(document == null ? absent : 200)
                        .addHeader("Content-Type", "application/json")
                        .body(document == null ? "" : document)
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        if (opened != null) {
            opened.close();
        }
        server.close();
        store.close();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getPort();
    }

    String document(String more) {
        return ("{'issuer':'@','registration_endpoint':'@/reg','token_endpoint':'@/token','authorization_endpoint':'@/auth',"
                        + "'response_types_supported':['code']" + more + "}")
                .replace("'@", "'" + issuer())
                .replace('\'', '"');
    }

    DcrResolver resolver() {
        if (opened == null) {
            opened = DcrResolver.builder(store)
                    .clock(clock)
                    .listener(events::add)
                    .callTimeout(Duration.ofSeconds(10))
                    .build();
        }
        return opened;
    }

    DcrRequestBuilder builder() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(issuer());
    }

    ServerMetadata metadata(DcrRequestBuilder request) {
        return resolver().serverMetadata(request.build());
    }

    ServerMetadata metadata() {
        return metadata(builder());
    }

    DcrException failure(DcrRequestBuilder request) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> metadata(request));
        assertThat(failure).isNotNull();
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    URI at(String path) {
        return URI.create(issuer() + path);
    }
}
