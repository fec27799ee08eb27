package io.github.dcr4j.registration;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that says what a test tells it to, at which client {@code c1} is managed, and what calls it there. */
abstract class ManagementFixture {
    static final Duration LONG = Duration.ofSeconds(20);

    final MockWebServer server = new MockWebServer();
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    final ManagementClient client = new ManagementClient(http, DcrClock.system());

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    /** Where the client is managed; the query is nobody's business. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/register/c1?k=SECRET");
    }

    /** Lets calls go to the server, and nowhere else. */
    Egress here() {
        return new Egress(Set.of("127.0.0.1:" + server.getPort()), false, Set.of());
    }
}
