package io.github.dcr4j.conformance.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceChallenge;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An MCP server of the SDK for Python, entered by nothing but its address. */
@ExtendWith(PythonServers.class)
class McpPythonResourceIT {
    private static final String REDIRECT_URI = "https://app.example.com/callback";

    private final WatchedResolver resolver = new WatchedResolver();
    private final HttpClient http =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    @AfterEach
    void close() {
        resolver.close();
    }

    static List<String> versions() {
        return PythonServers.VERSIONS;
    }

    /** The SDK gives a client no scope that it was not registered with. */
    @ParameterizedTest
    @MethodSource("versions")
    void resolve_toldTheResourceAlone_getsTokensThatItTakes(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version)) {
            ResourceRequest request = ResourceRequest.builder(
                            "https://app.example.com", server.endpoint("/mcp").toString())
                    .client(client -> client.redirectUri(REDIRECT_URI).scopes("mcp:read"))
                    .build();
            HttpResponse<String> refused = call(request.resource(), null);
            ResourceRequest challenged =
                    request.challenged(ResourceChallenge.of(refused.headers().allValues("WWW-Authenticate")));

            ResourceClient client = resolver.resolve(challenged);
            HttpResponse<String> tokens = login(client).tokens();

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(client.scopes()).containsExactly("mcp:read");
            assertThat(client.resource()).isEqualTo(request.resource().toString());
            assertThat(call(request.resource(), tokens).body()).isEqualTo("tools");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void resolve_forgottenClient_isReplacedByOneThatTheResourceTakesTokensOf(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version)) {
            ResourceRequest request = ResourceRequest.builder(
                            "https://app.example.com", server.endpoint("/mcp").toString())
                    .client(client -> client.redirectUri(REDIRECT_URI).scopes("mcp:read"))
                    .build();
            ResourceClient first = resolver.resolve(request);
            Login login = login(first);
            String code = login.code();
            server.forget(first.credentials().clientId());
            HttpResponse<String> rejected = login.tokens(code);
            ClientRejection why = ClientRejection.inTokenResponse(
                            first.credentials(), rejected.statusCode(), rejected.body())
                    .orElseThrow();

            resolver.reportRejected(first.request(), first.credentials(), why);
            ResourceClient second = resolver.resolve(request);

            assertThat(second.credentials().clientId())
                    .isNotEqualTo(first.credentials().clientId());
            assertThat(call(request.resource(), login(second).tokens()).body()).isEqualTo("tools");
        }
    }

    private static Login login(ResourceClient client) {
        return new Login(client.credentials(), REDIRECT_URI, client.scopes());
    }

    private HttpResponse<String> call(URI resource, @Nullable HttpResponse<String> tokens) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(resource).timeout(Duration.ofMinutes(1));
        if (tokens != null) {
            String token = new ObjectMapper()
                    .readTree(tokens.body())
                    .path("access_token")
                    .asText();
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
