package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.server.Client;
import io.github.dcr4j.testkit.server.Scopes;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client as a {@link FakeAuthorizationServer} holds it. Immutable and thread-safe.
 *
 * @param clientId its id, {@code client_id}
 * @param clientSecret its secret, {@code client_secret}, or {@code null} for a public client
 * @param clientIdIssuedAt when it registered, {@code client_id_issued_at}, to the second
 * @param clientSecretExpiresAt when its secret expires, {@code client_secret_expires_at}, to the second, or
 *     {@code null} for never
 * @param management what it takes to manage it, or {@code null} where the server offers no management
 * @param metadata what is registered, by member name
 */
public record FakeClient(
        String clientId,
        @Nullable Secret clientSecret,
        Instant clientIdIssuedAt,
        @Nullable Instant clientSecretExpiresAt,
        @Nullable DcrManagement management,
        Map<String, Object> metadata) {
    public FakeClient {
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(clientIdIssuedAt, "clientIdIssuedAt");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    static FakeClient of(Client client) {
        return new FakeClient(
                client.id(),
                client.secret(),
                client.issuedAt(),
                client.secretExpiresAt(),
                client.management(),
                client.metadata());
    }

    /** Returns the texts of a member that is an array, {@code redirect_uris} for instance; empty where it is absent. */
    public List<String> listed(String member) {
        return Client.listed(metadata, member);
    }

    /** Returns the registered scopes, the tokens of {@code scope}; empty where it is absent. */
    public List<String> scopes() {
        return Scopes.of(metadata.get("scope") instanceof String text ? text : "");
    }
}
