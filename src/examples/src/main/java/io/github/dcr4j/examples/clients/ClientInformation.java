package io.github.dcr4j.examples.clients;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.KnownClient;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client as JSON, as a server answers a registration (RFC 7591, section 3.2.1; RFC 7592, section 3). No message
 * quotes what a file holds.
 */
final class ClientInformation {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** Some servers tell milliseconds; in seconds this is the year 5138. */
    private static final long MILLIS_FROM = 100_000_000_000L;

    private final JsonNode members;

    private ClientInformation(JsonNode members) {
        this.members = members;
    }

    /** Returns the text of a file. */
    static byte[] json(KnownClient client) {
        ObjectNode members = JSON.createObjectNode().put("client_id", client.clientId());
        Secret secret = client.clientSecret();
        Instant expires = client.clientSecretExpiresAt();
        if (secret != null) {
            members.put("client_secret", secret.reveal())
                    .put("client_secret_expires_at", expires == null ? 0 : expires.getEpochSecond());
        }
        members.put(
                "token_endpoint_auth_method", client.tokenEndpointAuthMethod().wireName());
        DcrManagement management = client.management();
        if (management != null) {
            members.put(
                            "registration_client_uri",
                            management.registrationClientUri().toString())
                    .put(
                            "registration_access_token",
                            management.registrationAccessToken().reveal());
        }
        return (members.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what stands in {@code file}; further members are not looked at.
     *
     * @throws IllegalArgumentException if it is none, or cannot be used
     */
    static KnownClient read(Path file, byte[] content) {
        try {
            JsonNode members = JSON.readTree(content);
            if (!members.isObject()) {
                throw new IllegalArgumentException("a JSON object is expected");
            }
            return new ClientInformation(members).client();
        } catch (IOException e) {
            // its message quotes the text
            JsonLocation at = e instanceof JsonProcessingException parsing ? parsing.getLocation() : null;
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new IllegalArgumentException(
                    file + " is no client information: it is no well-formed JSON, or has a member twice" + where);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no client information: " + e.getMessage(), e);
        }
    }

    private KnownClient client() {
        String clientId = text("client_id");
        if (clientId == null) {
            throw new IllegalArgumentException("client_id is missing");
        }
        String secret = text("client_secret");
        TokenEndpointAuthMethod method = method();
        if (secret == null && method.needsSecret()) {
            throw new IllegalArgumentException("client_secret is missing, and " + method.wireName()
                    + " needs one; token_endpoint_auth_method is none for a client without");
        }
        return new KnownClient(
                clientId,
                secret == null ? null : Secret.of(secret),
                method,
                secret == null ? null : expiry(),
                management(clientId));
    }

    /** What is not said is {@code client_secret_basic} (RFC 7591, section 2). */
    private TokenEndpointAuthMethod method() {
        String name = text("token_endpoint_auth_method");
        TokenEndpointAuthMethod method =
                name == null ? TokenEndpointAuthMethod.CLIENT_SECRET_BASIC : TokenEndpointAuthMethod.ofWireName(name);
        if (method == null) {
            throw new IllegalArgumentException("token_endpoint_auth_method is none that is known here");
        }
        return method;
    }

    private @Nullable Instant expiry() {
        JsonNode value = members.path("client_secret_expires_at");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String digits = value.asText();
        if (!(value.isIntegralNumber() || value.isTextual()) || !digits.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("client_secret_expires_at is no number of seconds");
        }
        long number = Long.parseLong(digits);
        return number == 0 ? null : Instant.ofEpochSecond(number > MILLIS_FROM ? number / 1000 : number);
    }

    private @Nullable DcrManagement management(String clientId) {
        String address = text("registration_client_uri");
        String token = text("registration_access_token");
        if (address == null || token == null) {
            return null;
        }
        return new DcrManagement(clientId, uri(address), Secret.of(token));
    }

    private static URI uri(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // its message quotes the address, which may hold a token
        }
        throw new IllegalArgumentException("registration_client_uri is no address");
    }

    /** Returns a text that is not empty, or {@code null}. */
    private @Nullable String text(String member) {
        JsonNode value = members.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(member + " is no text");
        }
        return value.textValue().isEmpty() ? null : value.textValue();
    }
}
