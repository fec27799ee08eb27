package io.github.dcr4j.conformance.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A login that is begun with a client (RFC 6749, section 4.1), and a token asked for, over HTTP. */
final class Login {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String code;
    private final String redirectUri;

    private Login(String code, String redirectUri) {
        this.code = code;
        this.redirectUri = redirectUri;
    }

    /** Sends the user away, who comes back with a code. */
    static Login begin(DcrCredentials client) throws IOException, InterruptedException {
        String redirectUri = client.redirectUris().get(0);
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("response_type", "code");
        asked.put("client_id", client.clientId());
        asked.put("redirect_uri", redirectUri);
        URI address = URI.create(client.authorizationEndpoint().orElseThrow() + "?" + text(asked));
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        String back = answer.headers().firstValue("Location").orElseThrow();
        String code = back.replaceFirst(".*[?&]code=([^&]+).*", "$1");
        return new Login(URLDecoder.decode(code, UTF_8), redirectUri);
    }

    /** Returns what the token endpoint says to the code, presented by {@code client}. */
    HttpResponse<String> finish(DcrCredentials client) throws IOException, InterruptedException {
        return tokens(client, Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", redirectUri));
    }

    /** Returns what the token endpoint says to {@code client}, which acts for itself. */
    static HttpResponse<String> tokens(DcrCredentials client) throws IOException, InterruptedException {
        return tokens(client, Map.of("grant_type", "client_credentials"));
    }

    /** Returns what the token endpoint says to a refresh token, presented by {@code client} (RFC 6749, section 6). */
    static HttpResponse<String> refresh(DcrCredentials client, String refreshToken)
            throws IOException, InterruptedException {
        return tokens(client, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    private static HttpResponse<String> tokens(DcrCredentials client, Map<String, String> grant)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(client.tokenEndpoint());
        Map<String, String> form = new LinkedHashMap<>(grant);
        client.authenticate(request::header, form::put);
        request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(text(form)));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String text(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
