package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives members of client metadata the types that define them (RFC 7591, section 2; OpenID Connect Dynamic Client
 * Registration 1.0, section 2; the IANA registry "OAuth Dynamic Client Registration Metadata"). Servers answer with
 * other types than they take: what is sent back as it was read is refused. A member that none of these define stays as
 * it is.
 */
final class MetadataTypes {
    private static final Set<String> STRINGS = Set.of(
            "token_endpoint_auth_method",
            "token_endpoint_auth_signing_alg",
            "client_name",
            "client_uri",
            "logo_uri",
            "tos_uri",
            "policy_uri",
            "jwks_uri",
            "software_id",
            "software_version",
            "software_statement",
            "application_type",
            "sector_identifier_uri",
            "subject_type",
            "id_token_signed_response_alg",
            "id_token_encrypted_response_alg",
            "id_token_encrypted_response_enc",
            "userinfo_signed_response_alg",
            "userinfo_encrypted_response_alg",
            "userinfo_encrypted_response_enc",
            "request_object_signing_alg",
            "request_object_encryption_alg",
            "request_object_encryption_enc",
            "initiate_login_uri",
            "frontchannel_logout_uri",
            "backchannel_logout_uri",
            "tls_client_auth_subject_dn");
    private static final Set<String> ARRAYS = Set.of(
            "redirect_uris",
            "grant_types",
            "response_types",
            "contacts",
            "default_acr_values",
            "request_uris",
            "post_logout_redirect_uris",
            "authorization_details_types");
    private static final Set<String> FLAGS = Set.of(
            "require_auth_time",
            "frontchannel_logout_session_required",
            "backchannel_logout_session_required",
            "require_signed_request_object",
            "require_pushed_authorization_requests",
            "dpop_bound_access_tokens",
            "tls_client_certificate_bound_access_tokens");
    private static final String SCOPE = "scope";
    private static final String KEYS = "jwks";
    private static final String MAX_AGE = "default_max_age";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_NUMBER = 18;

    private MetadataTypes() {}

    /**
     * Returns the metadata with each member in its type. A member whose value has no equivalent in that type is left
     * out.
     *
     * @param authMethod how the client authenticates: the one that counts where a server lists several
     */
    static ObjectNode typed(ObjectNode metadata, String authMethod) {
        ObjectNode typed = NODES.objectNode();
        metadata.propertyStream().forEach(member -> {
            JsonNode value = typed(member.getKey(), member.getValue(), authMethod);
            if (value != null) {
                typed.set(member.getKey(), value);
            }
        });
        return typed;
    }

    private static @Nullable JsonNode typed(String name, JsonNode value, String authMethod) {
        // RFC 7591, section 2.2: a language tag follows the name
        int tag = name.indexOf('#');
        String plain = tag < 0 ? name : name.substring(0, tag);
        if (plain.equals("token_endpoint_auth_method") && value.isArray()) {
            return listed(value, authMethod) ? TextNode.valueOf(authMethod) : text(value);
        }
        if (STRINGS.contains(plain)) {
            return text(value);
        }
        if (ARRAYS.contains(plain)) {
            return texts(value);
        }
        if (FLAGS.contains(plain)) {
            return flag(value);
        }
        return switch (plain) {
            case SCOPE -> scope(value);
            case KEYS -> keys(value);
            case MAX_AGE -> seconds(value);
            default -> value;
        };
    }

    private static boolean listed(JsonNode array, String text) {
        return array.valueStream().anyMatch(element -> element.isTextual() && text.equals(element.textValue()));
    }

    /** Of several the first: the member has one value. */
    private static @Nullable JsonNode text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().filter(JsonNode::isTextual).findFirst().orElse(null);
        }
        return value.isTextual() ? value : value.isNumber() ? TextNode.valueOf(value.asText()) : null;
    }

    private static @Nullable JsonNode texts(JsonNode value) {
        if (value.isTextual()) {
            return NODES.arrayNode().add(value);
        }
        if (!value.isArray()) {
            return null;
        }
        ArrayNode texts = NODES.arrayNode();
        value.valueStream().filter(JsonNode::isTextual).forEach(texts::add);
        // an empty one says something: a client that needs no response type has none (RFC 7591, section 2)
        return texts.isEmpty() && !value.isEmpty() ? null : texts;
    }

    private static @Nullable JsonNode scope(JsonNode value) {
        if (!value.isArray()) {
            return text(value);
        }
        return value.isEmpty()
                ? null
                : TextNode.valueOf(value.valueStream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .collect(Collectors.joining(" ")));
    }

    private static @Nullable JsonNode flag(JsonNode value) {
        if (value.isBoolean()) {
            return value;
        }
        return switch (value.asText()) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> null;
        };
    }

    private static @Nullable JsonNode seconds(JsonNode value) {
        if (value.isNumber()) {
            return value.canConvertToExactIntegral() && value.canConvertToLong()
                    ? LongNode.valueOf(value.longValue())
                    : null;
        }
        String digits = value.isTextual() ? value.textValue() : "";
        boolean number = !digits.isEmpty()
                && digits.length() <= LONGEST_NUMBER
                && digits.chars().allMatch(unit -> unit >= '0' && unit <= '9');
        return number ? LongNode.valueOf(Long.parseLong(digits)) : null;
    }

    private static @Nullable JsonNode keys(JsonNode value) {
        if (value.isObject() || !value.isTextual()) {
            return value.isObject() ? value : null;
        }
        try {
            return Json.object(value.textValue().getBytes(UTF_8));
        } catch (JsonProblem e) {
            return null;
        }
    }
}
