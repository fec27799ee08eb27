package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.JsonValues;
import io.github.dcr4j.registration.ManagedClient;
import io.github.dcr4j.registration.RegistrationResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of a registered client (RFC 7591, section 3.2.1; RFC 7592, section 3). The id and all metadata are
 * the server's own text: clean them before they are printed. Immutable and thread-safe; it prints the client id alone.
 *
 * @see DcrProtocol an example
 */
public final class ClientInformation {
    private final String clientId;
    private final @Nullable Secret clientSecret;
    private final @Nullable Instant clientSecretExpiresAt;
    private final @Nullable Instant clientIdIssuedAt;
    private final @Nullable String tokenEndpointAuthMethod;
    private final @Nullable DcrManagement management;
    private final Map<String, Object> metadata;
    private final List<String> deviations;

    private ClientInformation(
            String clientId,
            @Nullable Secret clientSecret,
            @Nullable Instant clientSecretExpiresAt,
            @Nullable Instant clientIdIssuedAt,
            @Nullable String tokenEndpointAuthMethod,
            @Nullable DcrManagement management,
            Map<String, Object> metadata,
            List<String> deviations) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.clientSecretExpiresAt = clientSecretExpiresAt;
        this.clientIdIssuedAt = clientIdIssuedAt;
        this.tokenEndpointAuthMethod = tokenEndpointAuthMethod;
        this.management = management;
        this.metadata = metadata;
        this.deviations = deviations;
    }

    /**
     * Returns a client of which this is known and no more: what a program kept of it since it was registered.
     * {@link DcrProtocol#read} tells the rest.
     */
    public static ClientInformation of(DcrManagement management) {
        return new ClientInformation(management.clientId(), null, null, null, null, management, Map.of(), List.of());
    }

    static ClientInformation of(RegistrationResponse response) {
        return new ClientInformation(
                response.clientId(),
                response.clientSecret(),
                response.clientSecretExpiresAt(),
                response.clientIdIssuedAt(),
                response.tokenEndpointAuthMethod(),
                response.management(),
                members(response.registeredMetadata()),
                response.deviations().stream().map(Deviation::toString).toList());
    }

    private static Map<String, Object> members(String json) {
        try {
            Map<String, Object> members = new LinkedHashMap<>();
            Json.object(json.getBytes(UTF_8)).properties().forEach(member -> {
                Object value = JsonValues.of(member.getValue());
                if (value != null && !member.getKey().equals("client_id")) {
                    members.put(member.getKey(), value);
                }
            });
            return Collections.unmodifiableMap(members);
        } catch (JsonProblem e) {
            throw new IllegalStateException("what was read a moment ago is JSON", e);
        }
    }

    /**
     * Returns the same client with this secret. Reading and updating send it where RFC 7592, section 2.2, wants it, and
     * keep it where the server's answer leaves it out.
     *
     * @param clientSecretExpiresAt when it expires; {@code null} for never
     */
    public ClientInformation withSecret(Secret clientSecret, @Nullable Instant clientSecretExpiresAt) {
        return new ClientInformation(
                clientId,
                clientSecret,
                clientSecretExpiresAt,
                clientIdIssuedAt,
                tokenEndpointAuthMethod,
                management,
                metadata,
                deviations);
    }

    ClientInformation with(DcrManagement newest) {
        return new ClientInformation(
                clientId,
                clientSecret,
                clientSecretExpiresAt,
                clientIdIssuedAt,
                tokenEndpointAuthMethod,
                newest,
                metadata,
                deviations);
    }

    /** Returns what {@code newer} says, and what it leaves open as this has it. */
    ClientInformation updated(ClientInformation newer) {
        return new ClientInformation(
                newer.clientId,
                newer.clientSecret,
                newer.clientSecretExpiresAt,
                newer.clientIdIssuedAt == null ? clientIdIssuedAt : newer.clientIdIssuedAt,
                newer.tokenEndpointAuthMethod == null ? tokenEndpointAuthMethod : newer.tokenEndpointAuthMethod,
                newer.management,
                newer.metadata,
                newer.deviations);
    }

    ManagedClient managed(DcrManagement by) {
        return new ManagedClient(by, clientSecret, clientSecretExpiresAt);
    }

    /** Returns {@code client_id}. */
    public String clientId() {
        return clientId;
    }

    /** Returns {@code client_secret}; servers also issue one to a client that does not use it. */
    public Optional<Secret> clientSecret() {
        return Optional.ofNullable(clientSecret);
    }

    /** Returns {@code client_secret_expires_at}; empty if there is no secret, or it does not expire. */
    public Optional<Instant> clientSecretExpiresAt() {
        return Optional.ofNullable(clientSecretExpiresAt);
    }

    /** Returns {@code client_id_issued_at}. */
    public Optional<Instant> clientIdIssuedAt() {
        return Optional.ofNullable(clientIdIssuedAt);
    }

    /** Returns {@code token_endpoint_auth_method}; empty where the server leaves it open. */
    public Optional<String> tokenEndpointAuthMethod() {
        return Optional.ofNullable(tokenEndpointAuthMethod);
    }

    /**
     * Returns what reads, updates and deletes the client (RFC 7592, section 3); empty where the server offers none of
     * these. Keep it: a server may replace the token by any of these calls, and the former one is worthless then.
     */
    public Optional<DcrManagement> management() {
        return Optional.ofNullable(management);
    }

    /**
     * Returns the metadata that is registered, by name, with members that nothing defines, and without the id, secrets
     * and what else only a server assigns. Values are {@code String}, {@code Boolean}, {@code Long}, {@code
     * BigInteger}, {@code BigDecimal}, {@code List} and {@code Map} of these; what is {@code null} is left out. The map
     * cannot be changed.
     */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /** Returns how the answer departs from RFC 7591 and RFC 7592; fit for a log. */
    public List<String> deviations() {
        return deviations;
    }

    /** Prints the client id. */
    @Override
    public String toString() {
        return "ClientInformation[clientId=" + ForeignText.of(clientId) + "]";
    }
}
