package io.github.dcr4j.spring.security;

import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/** Upstreams of a service at the server of a kit. */
abstract class UpstreamFixture {
    static final String NAME = "reports";

    static final Duration SECRET_LIFE = Duration.ofHours(1);

    final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().secretLife(SECRET_LIFE));
    private final List<Upstreams> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Upstreams::close);
        kit.close();
    }

    FakeAuthorizationServer server() {
        return kit.server();
    }

    /** Opens one upstream, as one more replica that shares the store. */
    Upstreams upstreams(Consumer<DcrRequestBuilder> request) {
        UpstreamConfig upstream = UpstreamConfig.builder(NAME)
                .dcr(asked -> request.accept(asked.upstreamIssuer(server().issuer())))
                .build();
        return upstreams(upstream);
    }

    Upstreams upstreams(UpstreamConfig upstream) {
        return upstreams(upstream, Duration.ofSeconds(25));
    }

    Upstreams upstreams(UpstreamConfig upstream, Duration maxWait) {
        Upstreams upstreams = Upstreams.builder(new UpstreamsConfig("https://app.example.com", null, List.of(upstream)))
                .store(kit.store())
                .clock(kit.clock())
                .listener(kit.events())
                .maxWait(maxWait)
                .open();
        opened.add(upstreams);
        return upstreams;
    }

    Upstreams headless() {
        return upstreams(request -> request.grantTypes("client_credentials", "refresh_token"));
    }

    static UpstreamClient client(Upstreams upstreams) {
        return upstreams.client(NAME);
    }

    static ClientRegistration registration(DcrClientRegistrationRepository registrations) {
        ClientRegistration found = registrations.findByRegistrationId(NAME);
        if (found == null) {
            throw new AssertionError("none");
        }
        return found;
    }
}
