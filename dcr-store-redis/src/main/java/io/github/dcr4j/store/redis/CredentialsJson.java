package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credentials and management data as JSON, format 1. A member that is absent has no value; one that is unknown is
 * skipped, so that a later version may add what an earlier one can do without.
 */
final class CredentialsJson {
    private CredentialsJson() {}

    static ObjectNode write(DcrCredentials from) {
        ObjectNode to = Envelope.object();
        to.set("key", write(from.key()));
        to.put("generation", from.generation()).put("version", from.version());
        to.put("clientId", from.clientId());
        from.clientSecret().ifPresent(secret -> to.put("clientSecret", secret.reveal()));
        to.put("tokenEndpointAuthMethod", from.tokenEndpointAuthMethod().wireName());
        from.management().ifPresent(management -> to.set("management", write(management)));
        from.issuer().ifPresent(issuer -> to.put("issuer", issuer));
        to.put("issParameterSupported", from.issParameterSupported());
        to.put("pkceS256Supported", from.pkceS256Supported());
        from.authorizationEndpoint().ifPresent(uri -> to.put("authorizationEndpoint", uri.toString()));
        to.put("tokenEndpoint", from.tokenEndpoint().toString());
        texts(to, "redirectUris", from.redirectUris());
        texts(to, "scopes", from.scopes());
        if (!from.requestedScopes().isEmpty()) {
            texts(to, "requestedScopes", from.requestedScopes());
        }
        texts(to, "grantTypes", from.grantTypes());
        to.put("registeredMetadata", from.registeredMetadata());
        from.clientIdIssuedAt().ifPresent(at -> to.put("clientIdIssuedAt", at.toEpochMilli()));
        from.clientSecretExpiresAt().ifPresent(at -> to.put("clientSecretExpiresAt", at.toEpochMilli()));
        to.put("createdAt", from.createdAt().toEpochMilli());
        from.providerName().ifPresent(name -> to.put("providerName", name));
        return to;
    }

    static ObjectNode write(DcrManagement from) {
        return Envelope.object()
                .put("clientId", from.clientId())
                .put("registrationClientUri", from.registrationClientUri().toString())
                .put("registrationAccessToken", from.registrationAccessToken().reveal());
    }

    private static ObjectNode write(DcrKey from) {
        ObjectNode to = Envelope.object().put("consumer", from.consumer()).put("upstream", from.upstream());
        texts(to, "redirectUris", from.redirectUris());
        texts(to, "scopes", from.scopes());
        return to.put("profile", from.profile());
    }

    private static void texts(ObjectNode to, String member, List<String> values) {
        var array = to.putArray(member);
        values.forEach(array::add);
    }

    /** Reads credentials, expected to be those of {@code likely}, which then need not be made anew. */
    static DcrCredentials read(JsonNode from, @Nullable DcrKey likely) throws BadRowException {
        try {
            JsonNode key = from.path("key");
            return credentials(from, likely != null && isOf(likely, key) ? likely : key(key));
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            // The cause is left out: it may quote what it could not read.
            throw new BadRowException("a member is missing or cannot be read");
        }
    }

    static DcrManagement readManagement(JsonNode from) throws BadRowException {
        try {
            return management(from);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new BadRowException("a member is missing or cannot be read");
        }
    }

    private static DcrCredentials credentials(JsonNode from, DcrKey key) {
        JsonNode management = from.path("management");
        String secret = text(from, "clientSecret");
        String authorization = text(from, "authorizationEndpoint");
        return DcrCredentials.builder(key)
                .generation(required(from, "generation"))
                .version(millis(from, "version"))
                .clientId(required(from, "clientId"))
                .clientSecret(secret == null ? null : Secret.of(secret))
                .tokenEndpointAuthMethod(Objects.requireNonNull(
                        TokenEndpointAuthMethod.ofWireName(required(from, "tokenEndpointAuthMethod"))))
                .management(management.isObject() ? management(management) : null)
                .issuer(text(from, "issuer"))
                .issParameterSupported(from.path("issParameterSupported").asBoolean())
                .pkceS256Supported(from.path("pkceS256Supported").asBoolean())
                .authorizationEndpoint(authorization == null ? null : URI.create(authorization))
                .tokenEndpoint(URI.create(required(from, "tokenEndpoint")))
                .redirectUris(texts(from, "redirectUris"))
                .scopes(texts(from, "scopes"))
                .requestedScopes(texts(from, "requestedScopes"))
                .grantTypes(texts(from, "grantTypes"))
                .registeredMetadata(required(from, "registeredMetadata"))
                .clientIdIssuedAt(instant(from, "clientIdIssuedAt"))
                .clientSecretExpiresAt(instant(from, "clientSecretExpiresAt"))
                .createdAt(Instant.ofEpochMilli(millis(from, "createdAt")))
                .providerName(text(from, "providerName"))
                .build();
    }

    private static boolean isOf(DcrKey key, JsonNode from) {
        return key.consumer().equals(text(from, "consumer"))
                && key.upstream().equals(text(from, "upstream"))
                && key.redirectUris().equals(texts(from, "redirectUris"))
                && key.scopes().equals(texts(from, "scopes"))
                && key.profile().equals(text(from, "profile"));
    }

    private static DcrKey key(JsonNode from) {
        return DcrKey.builder(required(from, "consumer"), required(from, "upstream"))
                .redirectUris(texts(from, "redirectUris"))
                .scopes(texts(from, "scopes"))
                .profile(required(from, "profile"))
                .build();
    }

    private static DcrManagement management(JsonNode from) {
        return new DcrManagement(
                required(from, "clientId"),
                URI.create(required(from, "registrationClientUri")),
                Secret.of(required(from, "registrationAccessToken")));
    }

    /** Returns a text that can be written again, which half of a surrogate pair cannot. */
    static @Nullable String text(JsonNode from, String member) {
        return writable(from.path(member).textValue(), member);
    }

    private static @Nullable String writable(@Nullable String text, String member) {
        boolean pairs = text != null && text.chars().anyMatch(unit -> Character.isSurrogate((char) unit));
        if (pairs && !UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(member);
        }
        return text;
    }

    private static String required(JsonNode from, String member) {
        return Objects.requireNonNull(text(from, member), member);
    }

    private static List<String> texts(JsonNode from, String member) {
        List<String> values = new ArrayList<>();
        from.path(member)
                .forEach(value -> values.add(Objects.requireNonNull(writable(value.textValue(), member), member)));
        return values;
    }

    private static long millis(JsonNode from, String member) {
        if (!from.path(member).canConvertToLong()) {
            throw new IllegalArgumentException(member);
        }
        return from.path(member).longValue();
    }

    private static @Nullable Instant instant(JsonNode from, String member) {
        return from.has(member) ? Instant.ofEpochMilli(millis(from, member)) : null;
    }
}
