package io.github.dcr4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to an endpoint of an authorization server. It accepts JSON unless an {@code Accept} header says otherwise.
 * Immutable and thread-safe; it prints the method and the address without its query, neither headers nor form.
 *
 * @see ServerHttp an example
 */
public final class ServerRequest {
    private static final int LONGEST_HEADER = 32 * 1024;
    /** What the connection is made of, and what would undo the guard. */
    private static final Set<String> NOT_THE_CALLERS = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private final URI uri;
    private final Map<String, String> headers;
    private final @Nullable String form;

    private ServerRequest(URI uri, Map<String, String> headers, @Nullable String form) {
        this.uri = Objects.requireNonNull(uri, "uri");
        this.headers = headers;
        this.form = form;
    }

    /** Returns a GET. */
    public static ServerRequest get(URI uri) {
        return new ServerRequest(uri, Map.of(), null);
    }

    /** Returns a POST of a form ({@code application/x-www-form-urlencoded}, UTF-8). */
    public static ServerRequest post(URI uri, Map<String, String> form) {
        return postEncoded(
                uri,
                form.entrySet().stream()
                        .map(field -> URLEncoder.encode(field.getKey(), UTF_8) + "="
                                + URLEncoder.encode(field.getValue(), UTF_8))
                        .collect(Collectors.joining("&")));
    }

    /** Returns a POST of a form that is encoded already. */
    public static ServerRequest postEncoded(URI uri, String form) {
        return new ServerRequest(uri, Map.of(), Objects.requireNonNull(form, "form"));
    }

    /**
     * Returns the same request with a header, in place of an earlier one of that name.
     *
     * @throws IllegalArgumentException for a name or a value that no header can have, and for a header that is made
     *     here, such as {@code Host} and {@code Content-Length}; the value is not quoted
     */
    public ServerRequest header(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(ServerRequest::isOfAName)) {
            throw new IllegalArgumentException("not the name of a header: " + ForeignText.of(name));
        }
        if (NOT_THE_CALLERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " is not the caller's");
        }
        if (value.length() > LONGEST_HEADER || !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "the value of the header " + name + " must be of visible ASCII characters and spaces");
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new ServerRequest(uri, Collections.unmodifiableMap(more), form);
    }

    /** RFC 9110, section 5.6.2: a token. */
    private static boolean isOfAName(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Returns the same request with an access token (RFC 6750, section 2.1). */
    public ServerRequest bearer(Secret token) {
        return header("Authorization", "Bearer " + token.reveal());
    }

    /** Returns {@code GET} or {@code POST}. */
    public String method() {
        return form == null ? "GET" : "POST";
    }

    /** Returns where it is sent. */
    public URI uri() {
        return uri;
    }

    /** Returns the headers that were set, by name; may be secret. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the encoded form of a POST; may be secret. */
    public Optional<String> form() {
        return Optional.ofNullable(form);
    }

    /** Prints the method and the address without its query. */
    @Override
    public String toString() {
        String address = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath();
        return "ServerRequest[" + method() + " " + ForeignText.line(address) + "]";
    }
}
