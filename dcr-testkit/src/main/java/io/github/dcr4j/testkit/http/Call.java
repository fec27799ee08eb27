package io.github.dcr4j.testkit.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint receives. Immutable.
 *
 * @param query the query, as it was sent; empty for none
 * @param headers the values of each header, by lower-case name
 * @param body the body read as UTF-8; empty for none
 */
public record Call(String method, String path, String query, Map<String, List<String>> headers, String body) {
    public Call {
        headers = byLowerCaseName(headers);
    }

    public static Call of(RecordedRequest request) {
        String target = request.getTarget();
        int mark = target.indexOf('?');
        @Nullable ByteString body = request.getBody();
        return new Call(
                request.getMethod(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                request.getHeaders().toMultimap(),
                body == null ? "" : body.utf8());
    }

    /** Returns a copy of {@code headers} by lower-case name. */
    public static Map<String, List<String>> byLowerCaseName(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return Map.copyOf(copy);
    }

    /** Returns the first value of a header, whose name may have any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Returns the fields of the body, read as {@code application/x-www-form-urlencoded}. */
    public Map<String, String> form() {
        return Form.fields(body);
    }

    /** Returns the parameters of the query. */
    public Map<String, String> parameters() {
        return Form.fields(query);
    }

    public Call withBody(String other) {
        return new Call(method, path, query, headers, other);
    }

    /** Returns the token of {@code Authorization: Bearer …} (RFC 6750, section 2.1), or {@code null}. */
    public @Nullable String bearerToken() {
        return credentials("Bearer ");
    }

    /** Returns what follows {@code scheme} in the {@code Authorization} header, or {@code null}. */
    public @Nullable String credentials(String scheme) {
        String header = header("authorization").orElse("");
        return header.regionMatches(true, 0, scheme, 0, scheme.length()) ? header.substring(scheme.length()) : null;
    }

    public boolean hasMediaType(String expected) {
        String type = header("content-type").orElse("");
        return type.split(";", 2)[0].strip().equalsIgnoreCase(expected);
    }

    /** Prints where it arrived; neither query nor headers nor body. */
    @Override
    public String toString() {
        return "Call[" + method + " " + path + "]";
    }
}
