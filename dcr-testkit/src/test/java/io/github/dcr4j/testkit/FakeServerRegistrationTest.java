package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registration by RFC 7591. */
class FakeServerRegistrationTest {
    private final PlainClient client = PlainClient.plain();
    private FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(FakeAuthorizationServerBuilder other) {
        server.close();
        server = other.start();
    }

    private PlainClient.Answer register(Map<String, ?> metadata, String... headers) throws Exception {
        return client.post(server.registrationEndpoint(), metadata, headers);
    }

    @Test
    void register_webClient_answersWithAClientAndWhatIsRegistered() throws Exception {
        PlainClient.Answer answer = register(PlainClient.webClient());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json())
                .containsAllEntriesOf(PlainClient.webClient())
                .containsEntry("token_endpoint_auth_method", "client_secret_basic")
                .containsEntry("grant_types", List.of("authorization_code"))
                .containsEntry("response_types", List.of("code"))
                .containsEntry("client_secret_expires_at", 0)
                .containsEntry("client_id_issued_at", (int) (server.clock().millis() / 1000))
                .containsKeys("registration_client_uri", "registration_access_token");
        assertThat(server.client(answer.text("client_id"))).hasValueSatisfying(registered -> {
            assertThat(registered.clientSecret()).isEqualTo(Secret.of(answer.text("client_secret")));
            assertThat(registered.listed("redirect_uris")).containsExactly("https://app.example.com/callback");
            assertThat(registered.clientSecretExpiresAt()).isNull();
        });
    }

    @Test
    void register_twice_makesTwoClients() throws Exception {
        String one = register(PlainClient.webClient()).text("client_id");
        String other = register(PlainClient.webClient()).text("client_id");

        assertThat(one).isNotEqualTo(other);
        assertThat(server.clients()).extracting(FakeClient::clientId).containsExactly(one, other);
    }

    @Test
    void register_secret_hasEveryPunctuationCharacterOfVschar() throws Exception {
        String secret = register(PlainClient.webClient()).text("client_secret");

        assertThat(secret).matches("[\\x20-\\x7E]{60,}").contains(":", "%", "+", "&", " ", "\"", "\\", "=", "/");
    }

    @Test
    void register_publicClient_getsNoSecret() throws Exception {
        PlainClient.Answer answer = register(
                Map.of("redirect_uris", List.of("http://127.0.0.1/callback"), "token_endpoint_auth_method", "none"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json()).doesNotContainKeys("client_secret", "client_secret_expires_at");
    }

    @Test
    void register_secretLife_saysWhenTheSecretExpires() throws Exception {
        ManualClock clock = new ManualClock();
        restart(FakeAuthorizationServer.builder().clock(clock).secretLife(Duration.ofHours(1)));
        Instant end = clock.now().plus(Duration.ofHours(1));

        PlainClient.Answer answer = register(PlainClient.webClient());

        assertThat(answer.json()).containsEntry("client_secret_expires_at", (int) end.getEpochSecond());
    }

    @Test
    void register_unknownAndNullMembers_keepsTheOnesAndDropsTheOthers() throws Exception {
        String body = "{\"redirect_uris\":[\"https://a.example/cb\"],\"x_colour\":\"red\",\"logo_uri\":null,"
                + "\"client_id\":\"mine\"}";

        PlainClient.Answer answer = client.postText(server.registrationEndpoint(), "application/json", body);

        assertThat(answer.json()).containsEntry("x_colour", "red").doesNotContainKey("logo_uri");
        assertThat(answer.text("client_id")).isNotEqualTo("mine");
    }

    @Test
    void register_withoutManagement_offersNone() throws Exception {
        restart(FakeAuthorizationServer.builder().withoutManagement());

        PlainClient.Answer answer = register(PlainClient.webClient());

        assertThat(answer.json()).doesNotContainKeys("registration_client_uri", "registration_access_token");
    }

    @Test
    void register_initialAccessToken_onlyWithTheRightOne() throws Exception {
        restart(FakeAuthorizationServer.builder().initialAccessToken(Secret.of("let-me-in")));

        PlainClient.Answer without = register(PlainClient.webClient());
        PlainClient.Answer wrong = register(PlainClient.webClient(), "Authorization", "Bearer let-me-out");
        PlainClient.Answer right = register(PlainClient.webClient(), "Authorization", "Bearer let-me-in");

        assertThat(List.of(without.status(), wrong.status(), right.status())).containsExactly(401, 401, 201);
        assertThat(wrong.header("www-authenticate")).startsWith("Bearer");
        assertThat(server.clients()).hasSize(1);
    }

    static Stream<Arguments> refused() {
        List<String> redirect = List.of("https://a.example/cb");
        return Stream.of(
                Arguments.of(Map.of(), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of()), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", "https://a.example/cb"), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of(1)), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of("/cb")), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of("https://a.example/cb#x")), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of("http://a.example/cb")), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of("javascript:alert(1)")), "invalid_redirect_uri"),
                Arguments.of(Map.of("redirect_uris", List.of("https://a.example/a b")), "invalid_redirect_uri"),
                Arguments.of(
                        Map.of("redirect_uris", redirect, "token_endpoint_auth_method", "private_key_jwt"),
                        "invalid_client_metadata"),
                Arguments.of(
                        Map.of("redirect_uris", redirect, "grant_types", List.of("password")),
                        "invalid_client_metadata"),
                Arguments.of(
                        Map.of("redirect_uris", redirect, "response_types", List.of("token")),
                        "invalid_client_metadata"),
                Arguments.of(
                        Map.of("grant_types", List.of("client_credentials"), "response_types", List.of("code")),
                        "invalid_client_metadata"),
                Arguments.of(Map.of("redirect_uris", redirect, "scope", "a  b"), "invalid_client_metadata"),
                Arguments.of(Map.of("redirect_uris", redirect, "scope", List.of("a")), "invalid_client_metadata"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void register_badMetadata_isRefusedWithTheCodeOfTheRfc(Map<String, Object> metadata, String code) throws Exception {
        PlainClient.Answer answer = register(metadata);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).containsEntry("error", code).containsKey("error_description");
        assertThat(server.clients()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:7777/cb",
                "http://[::1]/cb",
                "http://localhost/cb",
                "com.example.app:/cb",
                "https://a.example/cb?x=1"
            })
    void register_goodRedirectUri_isAccepted(String uri) throws Exception {
        PlainClient.Answer answer = register(Map.of("redirect_uris", List.of(uri)));

        assertThat(answer.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":"})
    void register_bodyIsNotOneObject_isRefused(String body) throws Exception {
        PlainClient.Answer answer = client.postText(server.registrationEndpoint(), "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void register_anotherMediaType_isRefused() throws Exception {
        int form = client.postText(server.registrationEndpoint(), "application/x-www-form-urlencoded", "a=b")
                .status();
        int charset = client.postText(
                        server.registrationEndpoint(),
                        "Application/JSON; charset=utf-8",
                        "{\"redirect_uris\":[\"https://a.example/cb\"]}")
                .status();

        assertThat(List.of(form, charset)).containsExactly(415, 201);
    }

    @Test
    void register_get_isNotAllowed() throws Exception {
        PlainClient.Answer answer = client.get(server.registrationEndpoint());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @Test
    void register_restrictedServer_refusesWhatItDoesNotOffer() throws Exception {
        restart(FakeAuthorizationServer.builder()
                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
                .grantTypes("authorization_code")
                .scopes("openid"));
        Map<String, Object> good = Map.of(
                "redirect_uris", List.of("https://a.example/cb"),
                "token_endpoint_auth_method", "client_secret_post",
                "scope", "openid");

        int basic = register(PlainClient.webClient()).status();
        int grant = register(PlainClient.serviceClient("client_secret_post")).status();
        int scope = register(Map.of(
                        "redirect_uris", List.of("https://a.example/cb"),
                        "token_endpoint_auth_method", "client_secret_post",
                        "scope", "openid email"))
                .status();
        int fitting = register(good).status();

        assertThat(List.of(basic, grant, scope, fitting)).containsExactly(400, 400, 400, 201);
    }

    @Test
    void register_requestRewritten_registersWhatTheServerMadeOfIt() throws Exception {
        server.at(FakeEndpoint.REGISTRATION)
                .rewriteRequests(asked -> asked.put("token_endpoint_auth_method", "client_secret_post"));

        PlainClient.Answer answer = register(PlainClient.webClient());

        assertThat(answer.text("token_endpoint_auth_method")).isEqualTo("client_secret_post");
        assertThat(server.clients().get(0).metadata())
                .containsEntry("token_endpoint_auth_method", "client_secret_post");
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                .doesNotContainKey("token_endpoint_auth_method");
    }

    @Test
    void register_answerRewritten_changesTheWordsAlone() throws Exception {
        server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            answer.remove("client_secret");
            answer.put("client_secret_expires_at", null);
        });

        PlainClient.Answer answer = register(PlainClient.webClient());

        assertThat(answer.json()).doesNotContainKey("client_secret").containsEntry("client_secret_expires_at", null);
        assertThat(server.clients().get(0).clientSecret()).isNotNull();
    }
}
