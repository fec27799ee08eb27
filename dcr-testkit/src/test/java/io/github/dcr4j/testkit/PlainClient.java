package io.github.dcr4j.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** An OAuth client of a few lines on the JDK's HTTP client, which shares nothing with the fake server. */
final class PlainClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http;

    PlainClient(HttpClient http) {
        this.http = http;
    }

    static PlainClient plain() {
        return new PlainClient(HttpClient.newHttpClient());
    }

    static PlainClient trusting(FakeAuthorizationServer server) {
        return new PlainClient(
                HttpClient.newBuilder().sslContext(server.sslContext()).build());
    }

    /** An answer whose body is read as JSON on demand. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        Map<String, Object> json() {
            try {
                return JSON.readValue(body, new TypeReference<>() {});
            } catch (IOException e) {
                throw new AssertionError("no JSON object: " + body, e);
            }
        }

        String text(String member) {
            return String.valueOf(json().get(member));
        }

        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }

        URI managementUri() {
            return URI.create(text("registration_client_uri"));
        }
    }

    Answer get(URI uri, String... headers) throws Exception {
        return send(request(uri, headers).GET());
    }

    Answer delete(URI uri, String... headers) throws Exception {
        return send(request(uri, headers).DELETE());
    }

    Answer post(URI uri, Map<String, ?> members, String... headers) throws Exception {
        return send(
                request(uri, headers).header("Content-Type", "application/json").POST(json(members)));
    }

    Answer put(URI uri, Map<String, ?> members, String... headers) throws Exception {
        return send(
                request(uri, headers).header("Content-Type", "application/json").PUT(json(members)));
    }

    Answer postText(URI uri, String contentType, String body) throws Exception {
        return send(request(uri).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    Answer postForm(URI uri, Map<String, String> fields, String... headers) throws Exception {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(uri, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    CompletableFuture<Answer> register(FakeAuthorizationServer server) {
        HttpRequest.Builder request = request(server.registrationEndpoint())
                .header("Content-Type", "application/json")
                .POST(json(webClient()));
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(PlainClient::answer);
    }

    /** Returns metadata that every fake server accepts by default. */
    static Map<String, Object> webClient() {
        return Map.of("redirect_uris", List.of("https://app.example.com/callback"), "client_name", "App");
    }

    /** Returns metadata of a client that acts for itself. */
    static Map<String, Object> serviceClient(String method) {
        return Map.of("grant_types", List.of("client_credentials"), "token_endpoint_auth_method", method);
    }

    static String basic(String id, String secret) {
        String pair = encoded(id) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static HttpRequest.BodyPublisher json(Map<String, ?> members) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(members));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return answer(http.send(request.build(), BodyHandlers.ofString()));
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }
}
