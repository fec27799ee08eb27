package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeEndpointScript;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import java.util.Objects;

/** A client that was registered before a test began, as its server has it, and as a store does. */
public class RegisteredClient {
    private final FakeAuthorizationServer server;
    private final DcrCredentialStore store;
    private final DcrRequest request;
    private final DcrCredentials first;

    /** Registers it; what was sent for that is forgotten. */
    protected RegisteredClient(
            FakeAuthorizationServer server, DcrCredentialStore store, DcrResolver resolver, DcrRequest request) {
        this.server = server;
        this.store = store;
        this.request = request;
        first = resolver.resolve(request);
        server.forgetCalls();
    }

    /** Returns what was asked for. */
    public DcrRequest request() {
        return request;
    }

    /** Returns the key it is stored under. */
    public DcrKey key() {
        return request.key();
    }

    /** Returns what was given then. */
    public DcrCredentials first() {
        return first;
    }

    /** Returns where the server lets clients be managed. */
    public FakeEndpointScript management() {
        return server.at(FakeEndpoint.MANAGEMENT);
    }

    /** Returns the methods of the calls about clients, registrations included, since the first one. */
    public List<String> sent() {
        return server.calls().stream()
                .filter(call ->
                        call.endpoint() == FakeEndpoint.MANAGEMENT || call.endpoint() == FakeEndpoint.REGISTRATION)
                .map(RecordedCall::method)
                .toList();
    }

    /** Returns what the store has as current. */
    public DcrCredentials stored() {
        return Objects.requireNonNull(store.find(key()), "nothing is stored");
    }

    /** Returns what manages the current client, as the store has it. */
    public DcrManagement storedManagement() {
        return stored().management().orElseThrow();
    }

    /** Returns the client that was registered first, as the server has it. */
    public FakeClient atServer() {
        return atServer(first.clientId());
    }

    /** Returns a client as the server has it. */
    public FakeClient atServer(String clientId) {
        return server.client(clientId).orElseThrow();
    }

    /** Asserts that what is stored is what the server holds, to the token, and that it is good for a token. */
    public void assertStoredIsTrue() throws Exception {
        DcrCredentials stored = stored();
        FakeClient held = atServer(stored.clientId());
        assertThat(stored.clientSecret().orElse(null)).isEqualTo(held.clientSecret());
        assertThat(stored.clientSecretExpiresAt().orElse(null)).isEqualTo(held.clientSecretExpiresAt());
        assertThat(stored.management().orElse(null)).isEqualTo(held.management());
        assertThat(new PlainCalls().token(stored).statusCode()).isEqualTo(200);
    }
}
