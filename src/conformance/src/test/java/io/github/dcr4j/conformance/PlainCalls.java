package io.github.dcr4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a client of an authorization server sends, spelt out with the JDK's HTTP client. Safe for concurrent use. */
public final class PlainCalls {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    /** Gets {@code uri}, following no redirect. */
    public HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    /** Posts a registration (RFC 7591, section 3.1). */
    public HttpResponse<String> register(URI endpoint, @Nullable String initialAccessToken, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (initialAccessToken != null) {
            request.header("Authorization", "Bearer " + initialAccessToken);
        }
        return send(request);
    }

    /** Reads a registered client (RFC 7592, section 2.1) with the URI and the token that its registration returned. */
    public HttpResponse<String> read(JsonNode client) throws IOException, InterruptedException {
        URI uri = URI.create(client.required("registration_client_uri").textValue());
        String token = client.required("registration_access_token").textValue();
        return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token));
    }

    /** Asks for a token with the client's id and secret (RFC 6749, sections 2.3.1 and 4.4). */
    public HttpResponse<String> token(URI endpoint, JsonNode client) throws IOException, InterruptedException {
        String pair = client.required("client_id").textValue() + ":"
                + client.required("client_secret").textValue();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
    }

    /** Asks for a token with what the resolver gave, authenticated by the method it registered. */
    public HttpResponse<String> token(DcrCredentials client) throws IOException, InterruptedException {
        return token(client, Map.of("grant_type", "client_credentials"));
    }

    /** Presents a grant, with what the resolver gave, authenticated by the method it registered. */
    public HttpResponse<String> token(DcrCredentials client, Map<String, String> grant)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(client.tokenEndpoint())
                .header("Content-Type", "application/x-www-form-urlencoded");
        Map<String, String> form = new LinkedHashMap<>(grant);
        client.authenticate(request::header, form::put);
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Reads, updates or deletes a client (RFC 7592, section 2) with what the resolver kept of its registration. */
    public HttpResponse<String> manage(String method, DcrManagement management, @Nullable String body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(management.registrationClientUri())
                .header(
                        "Authorization",
                        "Bearer " + management.registrationAccessToken().reveal())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Reads the body of an answer. */
    public JsonNode json(HttpResponse<String> answer) throws IOException {
        return mapper.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }
}
