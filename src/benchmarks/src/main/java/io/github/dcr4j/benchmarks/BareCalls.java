package io.github.dcr4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The least that discovery and registration can cost: one GET and one POST, JSON read and written, nothing checked but
 * the status, nothing kept. Thread-safe.
 */
final class BareCalls implements AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json");

    private static final int KEPT_BY_DEFAULT = 5;

    private final OkHttpClient http;
    private final JsonMapper mapper = JsonMapper.builder().build();

    /** Calls by a client as OkHttp makes it. */
    BareCalls() {
        this(KEPT_BY_DEFAULT);
    }

    /**
     * Calls by a client that keeps more connections.
     *
     * @param connections how many are kept while they are idle
     */
    BareCalls(int connections) {
        http = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(connections, 5, TimeUnit.MINUTES))
                .build();
    }

    /** Returns what the server answers to a registration at {@code issuer}. */
    JsonNode register(String issuer) throws IOException {
        return post(endpointOf(issuer));
    }

    /** Returns where clients are registered, as the metadata of {@code issuer} says. */
    String endpointOf(String issuer) throws IOException {
        return call(new Request.Builder().url(CannedServer.metadataUrl(issuer)).build())
                .path("registration_endpoint")
                .textValue();
    }

    /** Returns what is answered to a registration at {@code endpoint}. */
    JsonNode post(String endpoint) throws IOException {
        RequestBody body = RequestBody.create(mapper.writeValueAsBytes(client()), JSON);
        return call(new Request.Builder().url(endpoint).post(body).build());
    }

    private ObjectNode client() {
        ObjectNode client = mapper.createObjectNode()
                .put("client_name", Gateway.CONSUMER)
                .put("application_type", "web")
                .put("scope", "openid profile")
                .put("token_endpoint_auth_method", "client_secret_basic");
        client.putArray("redirect_uris").add(Gateway.CONSUMER + "/oauth/callback");
        client.putArray("grant_types").add("authorization_code").add("refresh_token");
        client.putArray("response_types").add("code");
        return client;
    }

    private JsonNode call(Request request) throws IOException {
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("status " + response.code());
            }
            return mapper.readTree(response.body().bytes());
        }
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }
}
