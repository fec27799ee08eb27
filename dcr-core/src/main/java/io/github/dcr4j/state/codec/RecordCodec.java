package io.github.dcr4j.state.codec;

import static io.github.dcr4j.state.codec.JsonEntry.integer;
import static io.github.dcr4j.state.codec.JsonEntry.required;
import static io.github.dcr4j.state.codec.JsonEntry.text;
import static io.github.dcr4j.state.codec.JsonEntry.texts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Credentials as bytes and back: JSON, format 2. A member that is absent has no value; members of a newer release are
 * kept and written back. The row of a former generation is written without its management data, which the state has.
 */
public final class RecordCodec {
    private static final Set<String> MEMBERS = Set.of(
            "key",
            "generation",
            "version",
            "clientId",
            "clientSecret",
            "tokenEndpointAuthMethod",
            "management",
            "issuer",
            "issParameterSupported",
            "pkceS256Supported",
            "authorizationEndpoint",
            "tokenEndpoint",
            "redirectUris",
            "scopes",
            "requestedScopes",
            "grantTypes",
            "registeredMetadata",
            "clientIdIssuedAt",
            "clientSecretExpiresAt",
            "createdAt",
            "providerName",
            "way",
            "otherWays");
    static final Set<String> MANAGEMENT = Set.of("clientId", "registrationClientUri", "registrationAccessToken");
    private static final Map<String, Set<String>> INSIDE = Map.of(
            "key", Set.of("consumer", "upstream", "redirectUris", "scopes", "profile"), "management", MANAGEMENT);

    private RecordCodec() {}

    /**
     * What a row holds.
     *
     * @param unknown members of a newer release, as JSON
     */
    public record Row(DcrCredentials credentials, @Nullable String unknown) {}

    public static byte[] encode(DcrCredentials from, @Nullable String unknown) {
        ObjectNode to = JsonEntry.entry();
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
        JsonEntry.put(to, "redirectUris", from.redirectUris());
        JsonEntry.put(to, "scopes", from.scopes());
        JsonEntry.put(to, "requestedScopes", from.requestedScopes());
        JsonEntry.put(to, "grantTypes", from.grantTypes());
        to.put("registeredMetadata", from.registeredMetadata());
        from.clientIdIssuedAt().ifPresent(at -> to.put("clientIdIssuedAt", at.toEpochMilli()));
        from.clientSecretExpiresAt().ifPresent(at -> to.put("clientSecretExpiresAt", at.toEpochMilli()));
        to.put("createdAt", from.createdAtMillis());
        from.providerName().ifPresent(name -> to.put("providerName", name));
        if (from.way() != Way.REGISTERED) {
            to.put("way", from.way().name());
        }
        if (!from.otherWays().isEmpty()) {
            to.put("otherWays", from.otherWays());
        }
        return JsonEntry.bytes(JsonEntry.withUnknown(to, unknown, INSIDE.keySet()));
    }

    public static byte[] encodeFormer(DcrCredentials from, @Nullable String unknown) {
        return encode(from.toBuilder().management(null).build(), unknown);
    }

    public static Row decode(byte[] bytes) {
        ObjectNode from = JsonEntry.read(bytes);
        try {
            return new Row(read(from), JsonEntry.unknown(from, MEMBERS, INSIDE));
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException | DateTimeException e) {
            throw new UnreadableEntryException("it is no complete record of credentials");
        }
    }

    private static DcrCredentials read(ObjectNode from) {
        ObjectNode key = JsonEntry.child(from, "key");
        if (key == null) {
            throw new UnreadableEntryException("its key is missing");
        }
        ObjectNode management = JsonEntry.child(from, "management");
        String clientId = required(from, "clientId");
        String secret = text(from, "clientSecret");
        String authorization = text(from, "authorizationEndpoint");
        TokenEndpointAuthMethod method = TokenEndpointAuthMethod.ofWireName(required(from, "tokenEndpointAuthMethod"));
        if (method == null) {
            throw new UnreadableEntryException("its tokenEndpointAuthMethod is unknown");
        }
        return DcrCredentials.builder(readKey(key))
                .generation(required(from, "generation"))
                .version(JsonEntry.count(from, "version"))
                .clientId(clientId)
                .clientSecret(secret == null ? null : Secret.of(secret))
                .tokenEndpointAuthMethod(method)
                .management(management == null ? null : readManagement(management, clientId))
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
                .createdAt(Instant.ofEpochMilli(integer(from, "createdAt")))
                .providerName(text(from, "providerName"))
                .way(way(from), Objects.requireNonNullElse(text(from, "otherWays"), ""))
                .build();
    }

    private static Way way(ObjectNode from) {
        String name = text(from, "way");
        // one of a newer release is kept like one that was registered
        return Arrays.stream(Way.values())
                .filter(way -> way.name().equals(name))
                .findFirst()
                .orElse(Way.REGISTERED);
    }

    private static @Nullable Instant instant(ObjectNode from, String member) {
        return from.has(member) ? Instant.ofEpochMilli(longTime(from, member)) : null;
    }

    /** A server may name any end of a secret: it is not added to anything. */
    private static long longTime(ObjectNode from, String member) {
        if (!from.path(member).isIntegralNumber() || !from.path(member).canConvertToLong()) {
            throw new UnreadableEntryException("its " + member + " is not a number");
        }
        return from.path(member).longValue();
    }

    private static ObjectNode write(DcrKey from) {
        ObjectNode to = JsonEntry.object().put("consumer", from.consumer()).put("upstream", from.upstream());
        JsonEntry.put(to, "redirectUris", from.redirectUris());
        JsonEntry.put(to, "scopes", from.scopes());
        return to.put("profile", from.profile());
    }

    private static DcrKey readKey(ObjectNode from) {
        return DcrKey.builder(required(from, "consumer"), required(from, "upstream"))
                .redirectUris(texts(from, "redirectUris"))
                .scopes(texts(from, "scopes"))
                .profile(required(from, "profile"))
                .build();
    }

    static ObjectNode write(DcrManagement from) {
        return JsonEntry.object()
                .put("clientId", from.clientId())
                .put("registrationClientUri", from.registrationClientUri().toString())
                .put("registrationAccessToken", from.registrationAccessToken().reveal());
    }

    /** Reads management data; they name the client by the text {@code clientId} if it is that one. */
    static DcrManagement readManagement(ObjectNode from, String clientId) {
        String managed = required(from, "clientId");
        return new DcrManagement(
                managed.equals(clientId) ? clientId : managed,
                URI.create(required(from, "registrationClientUri")),
                Secret.of(required(from, "registrationAccessToken")));
    }
}
