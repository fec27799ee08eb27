package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeEndpointScript;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.testkit.StoreFaults;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A service with one client registered, at a server whose secrets live for an hour, and its operator. */
final class OperatedClient implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final ExecutorService operators = Executors.newCachedThreadPool();
    private final DcrTestKit kit;
    private final DcrRequest request;
    private final DcrCredentials first;

    OperatedClient(FakeAuthorizationServerBuilder server) {
        kit = DcrTestKit.start(server.secretLife(SECRET_LIFE));
        request = named("before");
        first = kit.resolver().resolve(request);
        kit.server().forgetCalls();
        kit.events().clear();
    }

    /** At a server that rotates the token at each read and update, and the secret at each update. */
    static OperatedClient rotating() {
        return new OperatedClient(
                FakeAuthorizationServer.builder().renewingSecretOnUpdate().rotatingRegistrationAccessToken());
    }

    /** At a server where token and secret stay. */
    static OperatedClient steady() {
        return new OperatedClient(FakeAuthorizationServer.builder());
    }

    /** Returns a request of the one key with another name to show. */
    DcrRequest named(String clientName) {
        return kit.requestBuilder()
                .scopes("openid")
                .grantTypes("authorization_code", "client_credentials")
                .clientName(clientName)
                .build();
    }

    DcrTestKit kit() {
        return kit;
    }

    DcrRequest request() {
        return request;
    }

    DcrCredentials first() {
        return first;
    }

    DcrOperations operations() {
        return kit.resolver().operations();
    }

    StoreFaults faults() {
        return kit.store().faults();
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

    DcrCredentials stored() {
        return Objects.requireNonNull(kit.store().find(request.key()), "nothing is stored");
    }

    DcrManagement storedManagement() {
        return stored().management().orElseThrow();
    }

    FakeClient atServer() {
        return kit.server().client(first.clientId()).orElseThrow();
    }

    /** Has another operator do {@code work} side by side. */
    <T> CompletableFuture<T> meanwhile(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, operators);
    }

    /** Asserts that what is stored is what the server holds, to the token, and that it is good for a token. */
    void assertStoredIsTrue() throws Exception {
        DcrCredentials stored = stored();
        FakeClient held = kit.server().client(stored.clientId()).orElseThrow();
        assertThat(stored.clientSecret().orElse(null)).isEqualTo(held.clientSecret());
        assertThat(stored.clientSecretExpiresAt().orElse(null)).isEqualTo(held.clientSecretExpiresAt());
        assertThat(stored.management().orElse(null)).isEqualTo(held.management());
        assertThat(new PlainCalls().token(stored).statusCode()).isEqualTo(200);
    }

    @Override
    public void close() {
        kit.close();
        operators.shutdownNow();
    }
}
