package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.JsonTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that an update puts in the place of what is registered (RFC 7592, section 2.2): all of it, for what it
 * leaves out the server may delete. It holds the client's secret, and does not print it. Immutable and thread-safe.
 */
public final class UpdateRequest {
    // an update must not hold them (RFC 7592, section 2.2)
    private static final Set<String> NEVER_SENT = Set.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");
    private static final Set<String> IDENTIFYING = Set.of("client_id", "client_secret");

    private static final String SECRET = "client_secret";
    private static final String STATEMENT = "software_statement";

    private final ObjectNode members;

    private UpdateRequest(ObjectNode members) {
        this.members = members;
    }

    /**
     * Returns an update of {@code client} that changes nothing. Each member has the type that defines it, whatever type
     * the server answered with.
     *
     * @param registeredMetadata what is registered, a JSON object; what is none counts as empty
     * @param authMethod how the client authenticates, {@code token_endpoint_auth_method}
     */
    public static UpdateRequest of(
            ManagedClient client, String registeredMetadata, TokenEndpointAuthMethod authMethod) {
        return of(client, registeredMetadata, authMethod.wireName());
    }

    /**
     * Returns an update of {@code client} to this metadata, each member in its type.
     *
     * @param metadata a JSON object; what is none counts as empty
     * @param authMethod which of several methods counts, where a list of them stands in place of one
     */
    public static UpdateRequest of(ManagedClient client, String metadata, String authMethod) {
        ObjectNode members = MetadataTypes.typed(object(metadata), authMethod);
        members.remove(NEVER_SENT);
        members.remove(IDENTIFYING);
        members.put("client_id", client.management().clientId());
        Secret secret = client.clientSecret();
        if (secret != null) {
            members.put(SECRET, secret.reveal());
        }
        return new UpdateRequest(members);
    }

    private static ObjectNode object(String json) {
        try {
            return Json.object(json.getBytes(UTF_8));
        } catch (JsonProblem e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** Returns whether it says nothing but whose update it is: sent like this it would delete everything. */
    public boolean bare() {
        return members.propertyStream().allMatch(member -> IDENTIFYING.contains(member.getKey()));
    }

    /** Returns an update in which the members of {@code changes} take the place of those of their names. */
    public UpdateRequest with(RegistrationRequest changes) {
        ObjectNode changed = members.deepCopy();
        changed.setAll(JsonTree.of(changes.members()));
        return new UpdateRequest(changed);
    }

    /** Returns an update with this software statement in the place of the one that is registered; without one, this. */
    public UpdateRequest with(@Nullable Secret statement) {
        if (statement == null) {
            return this;
        }
        ObjectNode changed = members.deepCopy();
        changed.put(STATEMENT, statement.reveal());
        return new UpdateRequest(changed);
    }

    /** Returns an update that leaves the client's secret out; without one, this. */
    UpdateRequest withoutSecret() {
        if (!members.has(SECRET)) {
            return this;
        }
        ObjectNode changed = members.deepCopy();
        changed.remove(SECRET);
        return new UpdateRequest(changed);
    }

    /** Returns {@code software_statement}, which vouches for its holder; {@code null} if there is none. */
    @Nullable
    Secret softwareStatement() {
        return members.path(STATEMENT).isTextual()
                ? Secret.of(members.path(STATEMENT).textValue())
                : null;
    }

    /** Returns the JSON object in UTF-8; it holds the client's secret. */
    byte[] json() {
        return Json.text(members).getBytes(UTF_8);
    }

    /** Prints whose update it is. */
    @Override
    public String toString() {
        return "UpdateRequest[clientId="
                + ForeignText.of(members.path("client_id").asText()) + "]";
    }
}
