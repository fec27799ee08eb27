package io.github.dcr4j.server;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an endpoint answered. Headers and body are the server's own text: clean it before it is printed. Immutable and
 * thread-safe; it prints the status only, because the body may hold tokens.
 *
 * @see ServerHttp an example
 */
public final class ServerAnswer {
    private final int status;
    private final Map<String, String> headers;
    private final String body;

    private ServerAnswer(int status, Map<String, String> headers, String body) {
        this.status = status;
        this.headers = headers;
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * Returns an answer.
     *
     * @param headers by name, whatever its case
     * @param body the body as text; empty if there is none
     */
    public static ServerAnswer of(int status, Map<String, String> headers, String body) {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return new ServerAnswer(status, Collections.unmodifiableMap(copy), body);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns whether the status is 2xx. */
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /** Returns the value of a header, whatever the case of its name; the last one of several. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Returns the body as text; of an answer that is not {@linkplain #successful() successful}, as far as it was read.
     */
    public String body() {
        return body;
    }

    @Override
    public String toString() {
        return "ServerAnswer[status=" + status + "]";
    }
}
