package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrCredentials;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Asks for tokens by client credentials (RFC 6749, section 4.4). Thread-safe. */
final class TokenCalls {
    private final OkHttpClient http;

    record Answer(int status, String body) {}

    TokenCalls(OkHttpClient http) {
        this.http = http;
    }

    /** Returns the answer; {@code null} if there was none. */
    @Nullable
    Answer ask(DcrCredentials client) {
        Request.Builder request =
                new Request.Builder().url(client.tokenEndpoint().toString());
        Map<String, String> fields = new LinkedHashMap<>(Map.of("grant_type", "client_credentials"));
        client.authenticate(request::header, fields::put);
        FormBody.Builder form = new FormBody.Builder();
        fields.forEach(form::add);
        try (Response response =
                http.newCall(request.post(form.build()).build()).execute()) {
            return new Answer(response.code(), response.body().string());
        } catch (IOException none) {
            return null;
        }
    }
}
