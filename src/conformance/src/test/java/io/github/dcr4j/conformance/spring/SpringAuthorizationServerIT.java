package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shows with the JDK's HTTP client alone what the real server offers, so that a test of the resolver against it that
 * fails can be told from a server that changed.
 */
class SpringAuthorizationServerIT {

    private static final String OIDC = "/connect/register";
    private static final String OAUTH2 = "/oauth2/register";
    private static final String CLIENT =
            "{\"redirect_uris\":[\"https://app.example.com/callback\"],\"grant_types\":[\"client_credentials\"]}";
    private static final Duration SECRET_LIFE = Duration.ofSeconds(2);
    private static final PlainCalls CALLS = new PlainCalls();

    /**
     * Root issuer, both registration endpoints, an initial access token needed, everything else as the server has it.
     */
    private static SpringAuthorizationServer closed;

    /** Path issuer, open registration, scopes accepted, secrets that expire. */
    private static SpringAuthorizationServer open;

    @BeforeAll
    static void start() throws Exception {
        closed = SpringAuthorizationServer.builder()
                .oidcRegistration()
                .oauth2Registration()
                .start();
        open = SpringAuthorizationServer.builder()
                .issuerPath("/tenants/a")
                .oidcRegistration()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .secretLife(SECRET_LIFE)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (SpringAuthorizationServer server :
                Stream.of(closed, open).filter(Objects::nonNull).toList()) {
            server.close();
        }
    }

    @Test
    void metadata_rootIssuer_eachDocumentNamesAnotherRegistrationEndpoint() throws Exception {
        HttpResponse<String> oauth = CALLS.get(closed.at("/.well-known/oauth-authorization-server"));
        HttpResponse<String> oidc = CALLS.get(closed.at("/.well-known/openid-configuration"));

        assertMetadata(oauth, closed, OAUTH2);
        assertMetadata(oidc, closed, OIDC);
        assertThat(CALLS.json(oauth).has("scopes_supported")).isFalse();
        assertThat(CALLS.json(oidc).get("scopes_supported")).hasToString("[\"openid\"]");
    }

    @Test
    void metadata_pathIssuer_isInsertedForOAuthAndAppendedForOpenId() throws Exception {
        HttpResponse<String> oauth = CALLS.get(open.at("/.well-known/oauth-authorization-server/tenants/a"));
        HttpResponse<String> appended = CALLS.get(open.at("/tenants/a/.well-known/openid-configuration"));
        HttpResponse<String> inserted = CALLS.get(open.at("/.well-known/openid-configuration/tenants/a"));

        assertMetadata(oauth, open, OAUTH2);
        assertMetadata(appended, open, OIDC);
        assertThat(inserted.statusCode()).isEqualTo(302);
        assertThat(inserted.headers().firstValue("Location")).contains("/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_withInitialAccessToken_makesAClientThatGetsTokens(String endpoint) throws Exception {
        JsonNode client = client(closed, endpoint, closed.initialAccessToken(), CLIENT);

        HttpResponse<String> token = CALLS.token(closed.endpoint("/oauth2/token"), client);

        assertThat(client.get("client_secret_expires_at")).hasToString("0");
        assertThat(client.has("registration_client_uri")).isEqualTo(endpoint.equals(OIDC));
        assertThat(token.statusCode()).isEqualTo(200);
        assertThat(CALLS.json(token).get("token_type").textValue()).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_initialAccessTokenUsedBefore_isRefused(String endpoint) throws Exception {
        String initialAccessToken = closed.initialAccessToken();

        HttpResponse<String> first = CALLS.register(closed.endpoint(endpoint), initialAccessToken, CLIENT);
        HttpResponse<String> second = CALLS.register(closed.endpoint(endpoint), initialAccessToken, CLIENT);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(second.body()).isEqualTo("{\"error\":\"invalid_token\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_wrongInitialAccessToken_isRefusedWithoutABody(String endpoint) throws Exception {
        HttpResponse<String> answer = CALLS.register(closed.endpoint(endpoint), "wrong", CLIENT);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"invalid_token\"");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_noInitialAccessToken_isRefusedWithoutABody(String endpoint) throws Exception {
        HttpResponse<String> answer = CALLS.register(closed.endpoint(endpoint), null, CLIENT);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer ")
                .doesNotContain("error=");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_redirectUriWithFragment_isRefused(String endpoint) throws Exception {
        String body = "{\"redirect_uris\":[\"https://app.example.com/callback#part\"]}";

        HttpResponse<String> answer = CALLS.register(closed.endpoint(endpoint), closed.initialAccessToken(), body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(CALLS.json(answer).get("error").textValue()).isEqualTo("invalid_redirect_uri");
        assertThat(CALLS.json(answer).get("error_description").textValue())
                .isEqualTo("Invalid Client Registration: redirect_uris");
    }

    @ParameterizedTest
    @ValueSource(strings = {OAUTH2, OIDC})
    void register_withScope_isRefusedByDefault(String endpoint) throws Exception {
        HttpResponse<String> answer =
                CALLS.register(closed.endpoint(endpoint), closed.initialAccessToken(), withScope("openid"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(CALLS.json(answer).get("error").textValue()).isEqualTo("invalid_scope");
    }

    @Test
    void register_openServer_needsNoTokenAndTakesScopes() throws Exception {
        JsonNode client = client(open, OAUTH2, null, withScope("read write"));

        assertThat(client.get("scope").textValue().split(" ")).containsExactlyInAnyOrder("read", "write");
    }

    @Test
    void register_publicClient_isAcceptedByOAuth2AndMadeConfidentialByOpenId() throws Exception {
        String body =
                "{\"redirect_uris\":[\"http://127.0.0.1:1234/callback\"],\"token_endpoint_auth_method\":\"none\"}";

        JsonNode oauth2 = client(closed, OAUTH2, closed.initialAccessToken(), body);
        JsonNode oidc = client(closed, OIDC, closed.initialAccessToken(), body);

        assertThat(oauth2.get("token_endpoint_auth_method").textValue()).isEqualTo("none");
        assertThat(oauth2.has("client_secret")).isFalse();
        assertThat(oidc.get("token_endpoint_auth_method").textValue()).isEqualTo("client_secret_basic");
        assertThat(oidc.has("client_secret")).isTrue();
    }

    @Test
    void token_secretExpired_isRejected() throws Exception {
        JsonNode client = client(open, OAUTH2, null, CLIENT);

        assertThat(client.get("client_secret_expires_at").longValue())
                .isEqualTo(client.get("client_id_issued_at").longValue() + SECRET_LIFE.toSeconds());
        Awaitility.await()
                .atMost(3, TimeUnit.MINUTES)
                .untilAsserted(() -> assertThat(CALLS.token(open.endpoint("/oauth2/token"), client))
                        .satisfies(rejected -> assertThat(rejected.statusCode()).isEqualTo(401))
                        .satisfies(
                                rejected -> assertThat(rejected.body()).isEqualTo("{\"error\":\"invalid_client\"}")));
    }

    @Test
    void read_registeredClient_givesAHashForItsSecret() throws Exception {
        JsonNode client = client(closed, OIDC, closed.initialAccessToken(), CLIENT);

        JsonNode answer = CALLS.json(CALLS.read(client));

        assertThat(answer.get("client_id")).isEqualTo(client.get("client_id"));
        assertThat(answer.get("client_secret").textValue()).startsWith("{bcrypt}");
        assertThat(answer.has("registration_access_token")).isFalse();
    }

    @Test
    void start_refusedOption_failsAndNamesTheLog() {
        SpringAuthorizationServer.Builder builder =
                SpringAuthorizationServer.builder().issuerPath("no-slash");

        assertThatThrownBy(builder::start).isInstanceOf(IOException.class).hasMessageContaining("server.log");
    }

    @Test
    void classPath_ofTheseTests_holdsNoSpring() {
        String name = "org.springframework.core.SpringVersion";

        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void close_runningServer_endsInOrder() throws Exception {
        SpringAuthorizationServer server = SpringAuthorizationServer.builder().start();

        server.close();

        assertThat(server.process().isAlive()).isFalse();
        assertThat(server.process().exitValue()).isZero();
    }

    private static void assertMetadata(
            HttpResponse<String> answer, SpringAuthorizationServer server, String registrationPath) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(CALLS.json(answer).get("issuer").textValue()).isEqualTo(server.issuer());
        assertThat(CALLS.json(answer).get("token_endpoint").textValue()).isEqualTo(server.issuer() + "/oauth2/token");
        assertThat(CALLS.json(answer).get("registration_endpoint").textValue())
                .isEqualTo(server.issuer() + registrationPath);
    }

    private static JsonNode client(
            SpringAuthorizationServer server, String endpoint, @Nullable String initialAccessToken, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = CALLS.register(server.endpoint(endpoint), initialAccessToken, body);
        assertThat(answer.statusCode()).as("status of the registration").isEqualTo(201);
        return CALLS.json(answer);
    }

    private static String withScope(String scope) {
        return CLIENT.replace("}", ",\"scope\":\"" + scope + "\"}");
    }
}
