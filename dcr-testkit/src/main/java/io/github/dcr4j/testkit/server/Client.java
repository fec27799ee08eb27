package io.github.dcr4j.testkit.server;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered client. Immutable.
 *
 * @param secret {@code null} for a public client
 * @param issuedAt when it registered, to the second
 * @param secretExpiresAt to the second, or {@code null} for never
 * @param management {@code null} where the server offers no management
 * @param metadata what is registered, by member name
 */
public record Client(
        String id,
        @Nullable Secret secret,
        Instant issuedAt,
        @Nullable Instant secretExpiresAt,
        @Nullable DcrManagement management,
        Map<String, Object> metadata) {
    public Client {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Returns the texts of a member of {@code metadata} that is an array; empty where it is absent. */
    public static List<String> listed(Map<String, Object> metadata, String member) {
        return metadata.get(member) instanceof Collection<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }

    List<String> listed(String member) {
        return listed(metadata, member);
    }

    List<String> scopes() {
        return Scopes.of(text("scope"));
    }

    /** Returns a member that is text; empty where it is absent. */
    String text(String member) {
        return metadata.get(member) instanceof String text ? text : "";
    }

    boolean isSecretExpired(long nowMillis) {
        return secretExpiresAt != null && nowMillis >= secretExpiresAt.toEpochMilli();
    }

    Client withSecret(@Nullable Secret other, @Nullable Instant expiresAt) {
        return new Client(id, other, issuedAt, expiresAt, management, metadata);
    }

    Client withManagement(@Nullable DcrManagement other) {
        return new Client(id, secret, issuedAt, secretExpiresAt, other, metadata);
    }

    Client withMetadata(Map<String, Object> other) {
        return new Client(id, secret, issuedAt, secretExpiresAt, management, other);
    }
}
