package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.upstream.UpstreamClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators see of an upstream's client; no secret. What is not known is left out. */
final class UpstreamDescription {
    private UpstreamDescription() {}

    /** Returns it, or why the store cannot tell. */
    static Map<String, Object> of(UpstreamClient client, Instant now) {
        try {
            ClientStatus status = client.status();
            Map<String, Object> members = details(status);
            put(members, "resource", client.resource().orElse(null));
            put(members, "ageSeconds", seconds(status.createdAt(), now));
            put(members, "secretExpiresInSeconds", seconds(now, status.clientSecretExpiresAt()));
            return members;
        } catch (DcrException e) {
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }

    /** Returns what a status says. */
    static Map<String, Object> details(ClientStatus status) {
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, "state", name(status.state()));
        put(members, "way", name(status.way()));
        put(
                members,
                "clientId",
                status.clientId() == null ? null : status.clientId().toString());
        put(members, "generation", status.generation());
        put(members, "createdAt", status.createdAt());
        put(members, "secretExpiresAt", status.clientSecretExpiresAt());
        put(members, "saved", status.saved() ? null : false);
        put(members, "failures", status.failures() == 0 ? null : status.failures());
        put(members, "lastFailure", status.lastFailure());
        put(members, "nextTry", status.nextTry());
        put(members, "underWay", status.underWay() ? true : null);
        return members;
    }

    static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Long seconds(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to).toSeconds();
    }
}
