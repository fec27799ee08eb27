package io.github.dcr4j.conformance.resource;

import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A resource, and the server that it names. */
abstract class ResourceFixture {
    static final String CONSUMER = "https://agent.example.com";

    final DcrTestKit kit;
    final ResourceServer resource = new ResourceServer();

    ResourceFixture() {
        this(FakeAuthorizationServer.builder().secretLife(Duration.ofHours(1)));
    }

    ResourceFixture(FakeAuthorizationServerBuilder server) {
        kit = DcrTestKit.start(server);
    }

    @AfterEach
    void close() {
        resource.close();
        kit.close();
    }

    ResourceRequestBuilder builder() {
        return ResourceRequest.builder(CONSUMER, resource.resource());
    }

    static ResourceChallenge challenge(String header) {
        return ResourceChallenge.of(List.of(header));
    }
}
