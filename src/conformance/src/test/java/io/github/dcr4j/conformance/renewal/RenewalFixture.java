package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.RenewalStrategy;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeEndpointScript;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.testkit.RecordedEvents;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A service whose request asks for renewals, with one client registered, at a server whose secrets live for an hour. */
final class RenewalFixture implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);
    /** Within every refresh window of such a secret, and before it counts as expired. */
    static final Duration UNTIL_DUE = SECRET_LIFE.minusMinutes(5);

    private final PlainCalls calls = new PlainCalls();
    private final DcrTestKit kit;
    private final DcrRequest request;
    private final DcrCredentials first;

    private RenewalFixture(FakeAuthorizationServerBuilder server) {
        kit = DcrTestKit.start(server.secretLife(SECRET_LIFE));
        request = request(RenewalStrategy.RENEW);
        first = kit.resolver().resolve(request);
        kit.server().forgetCalls();
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
        return new RenewalFixture(server);
    }

    DcrRequest request(RenewalStrategy strategy) {
        return kit.requestBuilder()
                .scopes("openid")
                .grantTypes("authorization_code", "client_credentials")
                .metadata("vendor_extension", "kept")
                .renewal(strategy)
                .build();
    }

    DcrTestKit kit() {
        return kit;
    }

    DcrRequest request() {
        return request;
    }

    DcrKey key() {
        return request.key();
    }

    DcrResolver resolver() {
        return kit.resolver();
    }

    RecordedEvents events() {
        return kit.events();
    }

    /** The client that was registered before the test began. */
    DcrCredentials first() {
        return first;
    }

    FakeEndpointScript management() {
        return kit.server().at(FakeEndpoint.MANAGEMENT);
    }

    /** Returns the methods of the calls about clients, registrations included, since the first one. */
    List<String> sent() {
        return kit.server().calls().stream()
                .filter(call ->
                        call.endpoint() == FakeEndpoint.MANAGEMENT || call.endpoint() == FakeEndpoint.REGISTRATION)
                .map(RecordedCall::method)
                .toList();
    }

    void expire() {
        kit.clock().advance(SECRET_LIFE);
    }

    void becomeDue() {
        kit.clock().advance(UNTIL_DUE);
    }

    DcrCredentials resolve() {
        return kit.resolver().resolve(request);
    }

    DcrCredentials stored() {
        return Objects.requireNonNull(kit.store().find(key()), "nothing is stored");
    }

    DcrManagement storedManagement() {
        return stored().management().orElseThrow();
    }

    FakeClient atServer(String clientId) {
        return kit.server().client(clientId).orElseThrow();
    }

    PlainCalls calls() {
        return calls;
    }

    /** Asserts that what is stored is what the server holds, to the token, and that it is good for a token. */
    void assertStoredIsTrue() throws Exception {
        DcrCredentials stored = stored();
        FakeClient held = atServer(stored.clientId());
        assertThat(stored.clientSecret().orElse(null)).isEqualTo(held.clientSecret());
        assertThat(stored.clientSecretExpiresAt().orElse(null)).isEqualTo(held.clientSecretExpiresAt());
        assertThat(stored.management().orElse(null)).isEqualTo(held.management());
        assertThat(calls.token(stored).statusCode()).isEqualTo(200);
    }

    @Override
    public void close() {
        kit.close();
    }
}
