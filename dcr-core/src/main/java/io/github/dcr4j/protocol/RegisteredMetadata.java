package io.github.dcr4j.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a registration's answer is kept, to be sent back in an update (RFC 7592, section 2.2). */
final class RegisteredMetadata {
    // an update must not send the first four back (RFC 7592, section 2.2); the secret is kept elsewhere; an issuer has
    // no place in a registration and binds nothing
    private static final Set<String> LEFT_OUT = Set.of(
            "registration_access_token",
            "registration_client_uri",
            "client_secret_expires_at",
            "client_id_issued_at",
            "client_secret",
            "issuer");
    // addresses that would run in the browser of whoever is shown them
    private static final Pattern ACTIVE_CONTENT = Pattern.compile("(?i)\\s*(javascript|data|vbscript):");

    private RegisteredMetadata() {}

    /** Returns the JSON object, without what is empty: that counts as absent. */
    static String of(Members members) {
        if (members.has("issuer")) {
            members.deviates(DeviationCode.UNSOLICITED_MEMBER, "issuer", "present");
        }
        ObjectNode kept = members.copy();
        kept.remove(LEFT_OUT);
        kept.properties().removeIf(member -> empty(member.getValue()) || active(member, members));
        return Json.text(kept);
    }

    private static boolean empty(JsonNode value) {
        return value.isNull() || (value.isTextual() && value.textValue().isEmpty());
    }

    private static boolean active(Map.Entry<String, JsonNode> member, Members members) {
        JsonNode value = member.getValue();
        if (!value.isTextual() || !ACTIVE_CONTENT.matcher(value.textValue()).lookingAt()) {
            return false;
        }
        members.deviates(DeviationCode.ACTIVE_CONTENT_URL, ServerText.clean(member.getKey()), "string");
        return true;
    }
}
