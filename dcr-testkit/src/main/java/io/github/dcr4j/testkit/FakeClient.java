package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import java.time.Instant;
import java.util.Collection;
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

    /** Returns the texts of a member that is an array, {@code redirect_uris} for instance; empty where it is absent. */
    public List<String> listed(String member) {
        return metadata.get(member) instanceof Collection<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Returns the registered scopes, the tokens of {@code scope}; empty where it is absent. */
    public List<String> scopes() {
        return Scopes.of(text("scope"));
    }

    /** Returns a member that is text; empty where it is absent. */
    String text(String member) {
        return metadata.get(member) instanceof String text ? text : "";
    }

    boolean isSecretExpired(long nowMillis) {
        return clientSecretExpiresAt != null && nowMillis >= clientSecretExpiresAt.toEpochMilli();
    }

    FakeClient withSecret(@Nullable Secret secret, @Nullable Instant expiresAt) {
        return new FakeClient(clientId, secret, clientIdIssuedAt, expiresAt, management, metadata);
    }

    FakeClient withManagement(@Nullable DcrManagement other) {
        return new FakeClient(clientId, clientSecret, clientIdIssuedAt, clientSecretExpiresAt, other, metadata);
    }

    FakeClient withMetadata(Map<String, Object> other) {
        return new FakeClient(clientId, clientSecret, clientIdIssuedAt, clientSecretExpiresAt, management, other);
    }
}
