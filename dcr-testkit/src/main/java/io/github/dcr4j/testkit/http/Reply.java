package io.github.dcr4j.testkit.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers. Immutable.
 *
 * @param headers by name, whose case does not matter
 * @param body empty for none
 */
public record Reply(int status, Map<String, String> headers, String body) {
    public Reply {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = Collections.unmodifiableMap(copy);
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), "");
    }

    public static Reply json(int status, Map<String, ? extends @Nullable Object> members) {
        return new Reply(status, Map.of("Content-Type", "application/json"), Json.text(members));
    }

    /** Returns an error answer (RFC 7591, section 3.2.2; RFC 6749, section 5.2). */
    public static Reply error(int status, String code, String description) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", code);
        members.put("error_description", description);
        return json(status, members).unstored();
    }

    public Reply withStatus(int other) {
        return new Reply(other, headers, body);
    }

    public Reply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    public Reply withBody(String contentType, String text) {
        return new Reply(status, headers, text).withHeader("Content-Type", contentType);
    }

    /** Returns this answer marked as one that is not to be cached, as every answer with a secret is. */
    public Reply unstored() {
        return withHeader("Cache-Control", "no-store");
    }
}
