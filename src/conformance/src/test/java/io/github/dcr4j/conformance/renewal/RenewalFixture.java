package io.github.dcr4j.conformance.renewal;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.conformance.RegisteredClient;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.RecordedEvents;
import java.time.Duration;

/**
 * A service whose request asks for renewals, with one client registered, at a server whose secrets live for an hour.
 */
final class RenewalFixture extends RegisteredClient implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);
    /** Within every refresh window of such a secret, and before it counts as expired. */
    static final Duration UNTIL_DUE = SECRET_LIFE.minusMinutes(5);

    private final DcrTestKit kit;

    private RenewalFixture(DcrTestKit kit) {
        super(kit.server(), kit.store(), kit.resolver(), request(kit, RenewalStrategy.RENEW));
        this.kit = kit;
        kit.events().clear();
    }

    /** At a server that neither rotates tokens nor renews secrets. */
    static RenewalFixture stubborn() {
        return at(FakeAuthorizationServer.builder());
    }

    /** At a server that renews the secret at each update. */
    static RenewalFixture renewing() {
        return at(FakeAuthorizationServer.builder().renewingSecretOnUpdate());
    }

    /** At a server that renews the secret at each update, and rotates the token at each read and update. */
    static RenewalFixture rotating() {
        return at(FakeAuthorizationServer.builder().renewingSecretOnUpdate().rotatingRegistrationAccessToken());
    }

    static RenewalFixture at(FakeAuthorizationServerBuilder server) {
        return new RenewalFixture(DcrTestKit.start(server.secretLife(SECRET_LIFE)));
    }

    /** Returns a request of the one key. */
    DcrRequest request(RenewalStrategy strategy) {
        return request(kit, strategy);
    }

    private static DcrRequest request(DcrTestKit kit, RenewalStrategy strategy) {
        return kit.requestBuilder()
                .scopes("openid")
                .grantTypes("authorization_code", "client_credentials")
                .metadata(m -> m.member("vendor_extension", "kept"))
                .renewal(strategy)
                .build();
    }

    DcrTestKit kit() {
        return kit;
    }

    DcrResolver resolver() {
        return kit.resolver();
    }

    RecordedEvents events() {
        return kit.events();
    }

    void expire() {
        kit.clock().advance(SECRET_LIFE);
    }

    void becomeDue() {
        kit.clock().advance(UNTIL_DUE);
    }

    DcrCredentials resolve() {
        return kit.resolver().resolve(request());
    }

    @Override
    public void close() {
        kit.close();
    }
}
