package io.github.dcr4j.testkit;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Form;
import io.github.dcr4j.testkit.http.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a {@link FakeAuthorizationServer} received it, secrets included. Immutable and thread-safe.
 *
 * @param endpoint where it arrived
 * @param method the HTTP method
 * @param path the path, as it was sent
 * @param query the query, as it was sent; empty for none
 * @param headers the values of each header, by lower-case name
 * @param body the body read as UTF-8; empty for none
 */
public record RecordedCall(
        FakeEndpoint endpoint,
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        String body) {
    public RecordedCall {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(body, "body");
        headers = Call.byLowerCaseName(headers);
    }

    static RecordedCall of(FakeEndpoint endpoint, Call call) {
        return new RecordedCall(endpoint, call.method(), call.path(), call.query(), call.headers(), call.body());
    }

    /** Returns the first value of a header, whose name may have any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /**
     * Returns the members of the JSON object in the body.
     *
     * @throws IllegalStateException if the body is no JSON object
     */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> members = Json.members(body);
        if (members == null) {
            throw new IllegalStateException("the body of " + this + " is no JSON object");
        }
        return members;
    }

    /** Returns the fields of the body, read as {@code application/x-www-form-urlencoded}. */
    public Map<String, String> form() {
        return Form.fields(body);
    }

    /** Returns the parameters of the query. */
    public Map<String, String> parameters() {
        return Form.fields(query);
    }

    /** Prints where it arrived; neither query nor headers nor body. */
    @Override
    public String toString() {
        return "RecordedCall[" + endpoint + " " + method + " " + path + "]";
    }
}
