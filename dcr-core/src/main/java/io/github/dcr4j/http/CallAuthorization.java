package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import io.github.dcr4j.json.ServerText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers by which a call is authorized, and what of them must not be repeated in a message. Immutable and
 * thread-safe; equal if the headers are.
 */
public final class CallAuthorization {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final int MOST_HEADERS = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST = 16 * 1024;
    // a shorter text stands in an answer by chance
    private static final int TELLING = 4;
    /**
     * What the connection, the body and the guard decide (RFC 9110, sections 7.6.1 and 8); names that begin with proxy-
     * as well.
     */
    private static final Set<String> OURS = Set.of(
            "accept",
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-location",
            "content-range",
            "content-type",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private final String name;
    private final Map<String, Secret> headers;
    private final boolean token;

    private CallAuthorization(String name, Map<String, Secret> headers, boolean token) {
        this.name = name;
        this.headers = headers;
        this.token = token;
    }

    /** Returns that by a bearer token (RFC 6750, section 2.1), which messages call the initial access token. */
    public static CallAuthorization bearer(Secret token) {
        Map<String, Secret> headers = Map.of(AUTHORIZATION, Secret.of(BEARER + token.reveal()));
        return new CallAuthorization("the initial access token", headers, true);
    }

    /**
     * Returns that by headers of the caller's making.
     *
     * @param name what messages call it
     */
    public static CallAuthorization of(String name, Map<String, Secret> headers) {
        Secret value = headers.get(AUTHORIZATION);
        boolean token = headers.size() == 1 && value != null && value.reveal().startsWith(BEARER);
        return new CallAuthorization(name, new LinkedHashMap<>(headers), token);
    }

    /**
     * Returns whether {@code token} can be sent as a bearer token (RFC 6750, section 2.1). Asked before the HTTP client
     * sees it: that one's complaint quotes the value.
     */
    public static boolean sendable(Secret token) {
        String text = token.reveal();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "._~+/-".indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }

    /** Returns what messages call it. */
    public String name() {
        return name;
    }

    /**
     * Returns why it cannot be sent, {@code null} if it can. Asked before the HTTP client sees it: that one's complaint
     * quotes the value.
     */
    public @Nullable String problem() {
        if (token && !sendable(Secret.of(rest(headers.get(AUTHORIZATION))))) {
            return name
                    + " has a character that no bearer token can have (RFC 6750, section 2.1), such as a line break at"
                    + " its end";
        }
        if (headers.isEmpty() || headers.size() > MOST_HEADERS) {
            return name + " has " + headers.size() + " headers; 1 to " + MOST_HEADERS + " are sent";
        }
        Set<String> names = new HashSet<>();
        int length = 0;
        for (Map.Entry<String, Secret> header : headers.entrySet()) {
            String problem = problem(header.getKey(), header.getValue());
            if (problem != null) {
                return name + " has a header that is not sent: " + problem;
            }
            if (!names.add(header.getKey().toLowerCase(Locale.ROOT))) {
                return name + " has the header " + header.getKey() + " twice, differently spelled";
            }
            length += header.getKey().length() + header.getValue().reveal().length();
        }
        return length <= LONGEST
                ? null
                : name + " has headers of " + length + " characters; at most " + LONGEST + " are sent";
    }

    private static @Nullable String problem(@Nullable String header, @Nullable Secret value) {
        if (header == null || value == null) {
            return "a name or a value is missing";
        }
        if (header.isEmpty()
                || header.length() > LONGEST_NAME
                || !header.chars().allMatch(CallAuthorization::inName)) {
            return "'" + ServerText.clean(header.substring(0, Math.min(header.length(), LONGEST_NAME)))
                    + "' is no name of a header (RFC 9110, section 5.1) of at most " + LONGEST_NAME + " characters";
        }
        String lower = header.toLowerCase(Locale.ROOT);
        if (OURS.contains(lower) || lower.startsWith("proxy-")) {
            return header + " is set by this library or the connection alone";
        }
        String text = value.reveal();
        boolean sendable =
                text.chars().allMatch(c -> c >= ' ' && c <= '~') && text.strip().length() == text.length();
        return sendable
                ? null
                : "the value of " + header
                        + " must be visible ASCII, with spaces in between only (RFC 9110, section 5.5)";
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean inName(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Returns the headers by their names. */
    Map<String, Secret> headers() {
        return headers;
    }

    /**
     * Returns all that an answer may echo: each value, without its scheme too, and the password in one of
     * {@code Basic}.
     */
    Secret[] confidential() {
        List<Secret> all = new ArrayList<>();
        headers.values().forEach(value -> {
            String rest = rest(value);
            add(all, rest);
            add(all, value.reveal());
            if (value.reveal().regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
                add(all, password(rest));
            }
        });
        return all.toArray(Secret[]::new);
    }

    private void add(List<Secret> all, String text) {
        if (token ? !text.isEmpty() : text.length() >= TELLING) {
            all.add(Secret.of(text));
        }
    }

    private static String rest(@Nullable Secret value) {
        String text = value == null ? "" : value.reveal();
        return text.substring(text.indexOf(' ') + 1);
    }

    /** RFC 7617, section 2. */
    private static String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallAuthorization that && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return headers.keySet().hashCode();
    }

    /** Prints what messages call it. */
    @Override
    public String toString() {
        return "CallAuthorization[" + name + "]";
    }
}
