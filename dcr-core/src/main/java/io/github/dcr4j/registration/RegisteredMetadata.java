package io.github.dcr4j.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Echo;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.json.ServerText;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        Stream<String> issued = Stream.of("client_secret", "registration_access_token")
                .map(name -> kept.path(name).asText());
        Secret[] secrets = Stream.concat(issued, known(known))
                .distinct()
                .filter(text -> text.length() >= TELLING && text.length() <= LONGEST)
                .map(Secret::of)
                .toArray(Secret[]::new);
        kept.remove(LEFT_OUT);
        kept.properties().removeIf(member -> unfit(member.getKey(), member.getValue(), members, secrets));
        return Json.text(kept);
    }

    private static Stream<String> known(@Nullable ManagedClient known) {
        return known == null
                ? Stream.of()
                : Stream.of(known.clientSecret(), known.management().registrationAccessToken())
                        .filter(Objects::nonNull)
                        .map(Secret::reveal);
    }

    private static boolean unfit(String name, JsonNode value, Members members, Secret... secrets) {
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

    private static void deviates(Members members, DeviationCode code, String name, JsonNode value, Secret... secrets) {
        String shown = ServerText.clean(name);
        boolean secret = holdsOne(name, secrets) || holdsOne(shown, secrets);
        members.deviates(code, secret ? "***" : shown, Members.shape(value));
    }

    private static boolean active(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().anyMatch(RegisteredMetadata::active);
        }
        return value.isTextual()
                && ACTIVE_CONTENT
                        .matcher(OVERLOOKED.matcher(value.textValue()).replaceAll(""))
                        .lookingAt();
    }

    /** Servers repeat a secret under names of their own. */
    private static boolean holdsOne(String name, JsonNode value, Secret... secrets) {
        if (holdsOne(name, secrets) || holdsOne(value.asText(), secrets)) {
            return true;
        }
        return value.isObject()
                ? value.propertyStream().anyMatch(member -> holdsOne(member.getKey(), member.getValue(), secrets))
                : value.valueStream().anyMatch(element -> holdsOne("", element, secrets));
    }

    private static boolean holdsOne(String text, Secret... secrets) {
        for (Secret secret : secrets) {
            if (Echo.in(text, secret)) {
                return true;
            }
        }
        return false;
    }
}
