package io.github.dcr4j.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Echo;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.json.ServerText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    // addresses that would run in the browser of a user who is shown them; what stands before the scheme, and line
    // breaks
    // and tabs in it, are overlooked by browsers
    private static final Pattern ACTIVE_CONTENT = Pattern.compile("(?i)[\\x00-\\x20]*(javascript|data|vbscript):");
    private static final Pattern OVERLOOKED = Pattern.compile("[\\t\\n\\r]");
    // a shorter secret may be the text of something else; a longer one is none, and would be dear to look for
    private static final int TELLING = 16;
    private static final int LONGEST = 8 * 1024;

    private RegisteredMetadata() {}

    /**
     * Returns the JSON object, without what is empty: that counts as absent.
     *
     * @param known what was known of the client before, whose secrets are left out as well
     */
    static String of(Members members, @Nullable ManagedClient known) {
        if (members.has("issuer")) {
            members.deviates(DeviationCode.UNSOLICITED_MEMBER, "issuer", "present");
        }
        ObjectNode kept = members.copy();
        List<Echo> secrets = secrets(kept, known);
        kept.remove(LEFT_OUT);
        for (Iterator<Map.Entry<String, JsonNode>> all = kept.properties().iterator(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> member = all.next();
            if (unfit(member.getKey(), member.getValue(), members, secrets)) {
                all.remove();
            }
        }
        return Json.text(kept);
    }

    private static List<Echo> secrets(ObjectNode answer, @Nullable ManagedClient known) {
        Set<String> secrets = new LinkedHashSet<>();
        secrets.add(answer.path("client_secret").asText());
        secrets.add(answer.path("registration_access_token").asText());
        if (known != null) {
            Secret secret = known.clientSecret();
            secrets.add(secret == null ? "" : secret.reveal());
            secrets.add(known.management().registrationAccessToken().reveal());
        }
        List<Echo> echoes = new ArrayList<>(secrets.size());
        for (String secret : secrets) {
            if (secret.length() >= TELLING && secret.length() <= LONGEST) {
                echoes.add(Echo.of(Secret.of(secret)));
            }
        }
        return echoes;
    }

    private static boolean unfit(String name, JsonNode value, Members members, List<Echo> secrets) {
        if (value.isNull() || (value.isTextual() && value.textValue().isEmpty())) {
            return true;
        }
        if (active(value)) {
            deviates(members, DeviationCode.ACTIVE_CONTENT_URL, name, value, secrets);
            return true;
        }
        if (!name.equals("client_id") && holdsOne(name, value, secrets)) {
            deviates(members, DeviationCode.UNSOLICITED_MEMBER, name, value, secrets);
            return true;
        }
        return false;
    }

    private static void deviates(Members members, DeviationCode code, String name, JsonNode value, List<Echo> secrets) {
        String shown = ServerText.clean(name);
        boolean secret = holdsOne(name, secrets) || holdsOne(shown, secrets);
        members.deviates(code, secret ? "***" : shown, Members.shape(value));
    }

    private static boolean active(JsonNode value) {
        for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
            if (active(element)) {
                return true;
            }
        }
        return value.isTextual() && isActive(value.textValue());
    }

    /** Only the first letter of a text that is none is looked at. */
    private static boolean isActive(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        return start < text.length()
                && "jJdDvV".indexOf(text.charAt(start)) >= 0
                && ACTIVE_CONTENT
                        .matcher(OVERLOOKED.matcher(text).replaceAll(""))
                        .lookingAt();
    }

    /** Servers repeat a secret under names of their own. */
    private static boolean holdsOne(String name, JsonNode value, List<Echo> secrets) {
        if (holdsOne(name, secrets) || holdsOne(value.asText(), secrets)) {
            return true;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (holdsOne(member.getKey(), member.getValue(), secrets)) {
                return true;
            }
        }
        for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
            if (holdsOne("", element, secrets)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsOne(String text, List<Echo> secrets) {
        for (Echo secret : secrets) {
            if (secret.in(text)) {
                return true;
            }
        }
        return false;
    }
}
