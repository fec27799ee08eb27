package io.github.dcr4j.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.canary.Canary;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A browser with its cookies, which leaves loopback for nobody. What it is shown is swept for secrets. Where a service
 * stands behind another address, it goes to the service itself: the test stands in for the proxy. Not thread-safe.
 */
public final class Browser {
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** What was answered; a header that is missing is empty. */
    public record Shown(int status, String location, String page, String setCookie, String allow) {}

    /** Returns the cookies, to be looked at and changed. */
    public Map<String, String> cookies() {
        return cookies;
    }

    /** Goes to an address, and no further. */
    public Shown open(String address) throws IOException {
        return send("GET", address);
    }

    public Shown send(String method, String address) throws IOException {
        URI uri = URI.create(address);
        assertThat(uri.getHost()).isEqualTo("127.0.0.1");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        if (!cookies.isEmpty()) {
            connection.setRequestProperty(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return shown(connection);
    }

    /** Goes to {@code address} of a service that listens on {@code port}. */
    public Shown open(int port, String address) throws IOException {
        URI uri = URI.create(address);
        return open("http://127.0.0.1:" + port + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }

    /** Begins a login at a service, and returns where it sends the user to. */
    public String begin(int port, String upstream) throws IOException {
        Shown shown = open(port, "/login/" + upstream);
        assertThat(shown.status()).as(shown.page()).isEqualTo(302);
        return shown.location();
    }

    /** Logs in at an authorization server that asks nothing, and returns where it sends the user back to. */
    public String approve(String address) throws IOException {
        Shown shown = open(address);
        assertThat(shown.status()).as(shown.page()).isEqualTo(302);
        return shown.location();
    }

    /** Returns {@code text} as it stands in a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private Shown shown(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        String page;
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            page = body == null ? "" : new String(body.readAllBytes(), UTF_8);
        }
        Canary.text("page of the examples", page);
        String setCookie = Objects.requireNonNullElse(connection.getHeaderField("Set-Cookie"), "");
        if (!setCookie.isEmpty()) {
            String[] pair = setCookie.split(";", -1)[0].split("=", 2);
            if (setCookie.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return new Shown(
                status,
                Objects.requireNonNullElse(connection.getHeaderField("Location"), ""),
                page,
                setCookie,
                Objects.requireNonNullElse(connection.getHeaderField("Allow"), ""));
    }
}
