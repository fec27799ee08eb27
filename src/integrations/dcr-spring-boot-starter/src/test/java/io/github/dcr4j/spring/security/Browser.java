package io.github.dcr4j.spring.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A user with a browser: keeps the cookies of each server, follows redirects, and logs in at the server when asked. */
public final class Browser {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final int MOST_REDIRECTS = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private final List<Page> seen = new ArrayList<>();

    /** What came back for an address. */
    public record Page(
            URI uri, int status, String body, @Nullable URI next) {}

    /** Returns the pages that were no redirects, in order: what the user has seen. */
    public List<Page> seen() {
        return seen;
    }

    /** Goes to another replica of an application from now on: a load balancer has one address for all of them. */
    public void moveCookies(URI from, URI to) {
        cookies.put(to.getAuthority(), cookies.getOrDefault(from.getAuthority(), new HashMap<>()));
    }

    /** Opens a page, and goes on until there is one that is for the user. */
    public Page open(URI uri) throws IOException, InterruptedException {
        return openUntil(uri, next -> false);
    }

    /** Opens a page, and stops before the first redirect to an address that {@code stop} is true for. */
    public Page openUntil(URI uri, Predicate<URI> stop) throws IOException, InterruptedException {
        Page page = get(uri);
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            if (page.next() == null) {
                if (!page.body().contains("name=\"username\"")) {
                    seen.add(page);
                    return page;
                }
                page = post(page.uri().resolve("/login"), loginForm(page.body()));
            } else if (stop.test(page.next())) {
                return page;
            } else {
                page = get(page.next());
            }
        }
        throw new IOException("it goes round: " + page.uri());
    }

    private static Map<String, String> loginForm(String body) {
        Matcher csrf = CSRF.matcher(body);
        if (!csrf.find()) {
            throw new IllegalStateException("no form: " + body);
        }
        return Map.of("username", "somebody", "password", "whatever", "_csrf", csrf.group(1));
    }

    public Page get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).GET(), uri);
    }

    private Page post(URI uri, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                uri);
    }

    private Page send(HttpRequest.Builder request, URI uri) throws IOException, InterruptedException {
        Map<String, String> jar = cookies.computeIfAbsent(uri.getAuthority(), server -> new HashMap<>());
        if (!jar.isEmpty()) {
            request.header(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response = http.send(
                request.header("Accept", "text/html,*/*;q=0.8")
                        .timeout(Duration.ofMinutes(3))
                        .build(),
                BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";", 2)[0];
            int equals = pair.indexOf('=');
            jar.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        URI next = response.headers().firstValue("Location").map(uri::resolve).orElse(null);
        return new Page(uri, response.statusCode(), response.body(), next);
    }
}
